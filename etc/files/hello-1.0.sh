#!/bin/sh
# A package to try a distribution with: etc/job.toml.
echo "hello from $(uname -n)"
