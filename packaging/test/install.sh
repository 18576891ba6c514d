#!/usr/bin/env bash
# Installs the packages of a build into a Debian of its own, uses them there, upgrades, removes and purges them
# (install_test.py tells the story). Needs root, a Debian mirror and the programs built.
# Usage: packaging/test/install.sh [--only-long] [BUILD_DIR]      (build/package by default)
#   --only-long  do nothing without REDRIVE_LONG (for ctest)
# The first Debian root is kept in build/debian-root; delete that folder to have a fresh one made.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "${1:-}" = --only-long ]; then
  shift
  [ -n "${REDRIVE_LONG:-}" ] || { echo "left out: REDRIVE_LONG is not set" && exit 77; }
fi
build=$(realpath "${1:-build/package}")
[ "$(id -u)" -eq 0 ] || { echo "left out: needs root for chroot" && exit 77; }
tools/install-needs package

base=$PWD/build/debian-root
scratch=$(mktemp -d /tmp/redrive-install-XXXXXX)
trap 'rm -rf "$scratch"' EXIT

# What apt of this machine uses for Debian itself: "URI suite component", one a line, the release itself first.
debian_sources() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u
}

make_base() {
  local sources uri
  sources=$(debian_sources)
  [ -n "$sources" ] || { apt-get update -qq && sources=$(debian_sources); }
  uri=$(awk '$2 == "bookworm" && $3 == "main" {print $1; exit}' <<<"$sources")
  [ -n "$uri" ] || { echo "apt has no mirror of Debian bookworm configured" >&2 && return 1; }
  echo "Making a Debian root in $base …"
  rm -rf "$base.new"
  debootstrap --variant=minbase bookworm "$base.new" "$uri" >"$base.log" 2>&1 || { tail -20 "$base.log" >&2 && return 1; }
  awk '{print "deb", $1, $2, $3}' <<<"$sources" >"$base.new/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::[^ ]*(Proxy|CaInfo)[^ ]* ' >"$base.new/etc/apt/apt.conf.d/90machine" || true
  printf '#!/bin/sh\nexit 101\n' >"$base.new/usr/sbin/policy-rc.d"
  chmod 0755 "$base.new/usr/sbin/policy-rc.d"
  mv "$base.new" "$base"
}

# Under an umask that lets nobody in: it must not show in the packages.
make_packages() {
  (umask 077 && cd "$scratch" && cpack --config "$build/CPackConfig.cmake" -B "$scratch/packages" >cpack.log 2>&1) ||
    { cat "$scratch/cpack.log" >&2 && return 1; }
}

[ -d "$base" ] || make_base
make_packages
cp -a --reflink=auto "$base" "$scratch/root"
cp /etc/resolv.conf "$scratch/root/etc/"

# In namespaces of its own: whatever is mounted and started there ends with it.
PYTHONPATH=tests/lab PYTHONDONTWRITEBYTECODE=1 unshare --mount --pid --fork --kill-child --mount-proc \
  /usr/bin/python3 packaging/test/install_test.py "$scratch"
