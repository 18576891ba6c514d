#!/usr/bin/env bash
# Installs the packages of a build into Debians of their own and uses, upgrades, removes and purges them there: once
# without systemd (install_test.py), once under it (booted_test.py). Needs root, a Debian mirror and a finished build.
# Usage: packaging/test/install.sh [--only-long] [BUILD_DIR]      (build/package by default)
#   --only-long  do nothing without REDRIVE_LONG (for ctest)
# The fresh Debian roots are kept in build/debian-root*; delete these folders to have newer ones made.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "${1:-}" = --only-long ]; then
  shift
  [ -n "${REDRIVE_LONG:-}" ] || { echo "left out: REDRIVE_LONG is not set" && exit 77; }
fi
build=$(realpath "${1:-build/package}")
[ "$(id -u)" -eq 0 ] || { echo "left out: needs root for chroot" && exit 77; }
tools/install-needs package

plain=$PWD/build/debian-root
booted=$PWD/build/debian-root-systemd
scratch=$(mktemp -d /tmp/redrive-install-XXXXXX)
trap 'rm -rf "$scratch"' EXIT

# What apt of this machine uses for Debian itself: "URI suite component", one a line.
debian_sources() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u
}

# As a container image would be: apt knows the machine's mirror and proxy, and nothing is started by a package.
make_plain() {
  local sources uri
  sources=$(debian_sources)
  [ -n "$sources" ] || { apt-get update -qq && sources=$(debian_sources); }
  uri=$(awk '$2 == "bookworm" && $3 == "main" {print $1; exit}' <<<"$sources")
  [ -n "$uri" ] || { echo "apt has no mirror of Debian bookworm configured" >&2 && return 1; }
  debootstrap --variant=minbase bookworm "$1" "$uri"
  awk '{print "deb", $1, $2, $3}' <<<"$sources" >"$1/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::[^ ]*(Proxy|CaInfo)[^ ]* ' >"$1/etc/apt/apt.conf.d/90machine" || true
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
  chmod 0755 "$1/usr/sbin/policy-rc.d"
  cp /etc/resolv.conf "$1/etc/"
  chroot "$1" apt-get update -q
}

make_booted() {
  cp -a "$plain" "$1"
  DEBIAN_FRONTEND=noninteractive chroot "$1" apt-get install -q -y --no-install-recommends systemd systemd-sysv dbus sudo
  rm "$1/usr/sbin/policy-rc.d"
}

# have FOLDER HOW: makes it if it is not there, whole or not at all.
have() {
  [ -d "$1" ] && return
  echo "Making a Debian root in $1 …"
  rm -rf "$1.new"
  "$2" "$1.new" >"$1.log" 2>&1 || { tail -20 "$1.log" >&2 && return 1; }
  mv "$1.new" "$1"
}

# Under an umask that lets nobody in: it must not show in the packages.
make_packages() {
  (umask 077 && cd "$scratch" && cpack --config "$build/CPackConfig.cmake" -B "$scratch/packages" >cpack.log 2>&1) ||
    { cat "$scratch/cpack.log" >&2 && return 1; }
}

# In namespaces of its own: whatever is mounted and started there ends with it.
play() {
  PYTHONPATH=tests/lab PYTHONDONTWRITEBYTECODE=1 unshare --mount --pid --fork --kill-child --mount-proc \
    /usr/bin/python3 "packaging/test/$1" "$scratch"
}

have "$plain" make_plain
make_packages
cp -a --reflink=auto "$plain" "$scratch/root"
play install_test.py

findmnt -t cgroup2 >/dev/null || { echo "left out: systemd needs cgroup2" && exit 0; }
have "$booted" make_booted
cp -a --reflink=auto "$booted" "$scratch/booted"
rm -rf "$scratch/mail" "$scratch/later"
play booted_test.py
