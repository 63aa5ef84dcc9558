#!/bin/sh
# test-package-roots.sh [--path SUITE]: makes the roots in which the tests install the packages: Debian 12 and 13, each small,
# with daemontools. Debian 13 has Node too. They are made once, side by side (half a minute), and kept in a cache. Prints their
# paths; with --path, only prints the path of one.
set -eu

here=$(dirname "$0")
cache=${SVRESET_TEST_CACHE:-/var/cache/svreset-test}
key=$(sha256sum "$here/test-package-roots.sh" | cut -c 1-12)

if [ "${1-}" = --path ]; then
  echo "$cache/packages-$2-$key"
  exit
fi

mkdir -p "$cache"
exec 9>"$cache/packages-lock"
flock 9
find "$cache" -mindepth 1 -maxdepth 1 -name 'packages-*' -type d -mtime +7 -exec rm -rf {} +

# The mirror of this machine, and the way that apt takes to it.
# shellcheck disable=SC2016 # apt expands it
mirror=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
  sed -n 's/^Debian main //p' | grep -v security | head -n 1)
if [ -z "$mirror" ]; then
  echo 'svreset: error: unable to find a mirror of Debian: apt has none' >&2
  exit 3
fi
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
export http_proxy="${http_proxy-}"

make_root() {
  suite=$1 root=$cache/packages-$1-$key
  if [ ! -e "$root" ]; then
    echo "making a root for the tests of the packages: $root" >&2
    rm -rf "$root.new"
    debootstrap --variant=minbase --include="daemontools,procps$2" "$suite" "$root.new" "$mirror" \
      >"$cache/packages-$suite.log" 2>&1 || { tail -n 20 "$cache/packages-$suite.log" >&2; return 1; }
    rm -rf "$root.new"/var/cache/apt/* "$root.new"/var/lib/apt/lists/*
    mv "$root.new" "$root"
  fi
  touch "$root"
  echo "$root"
}
make_root bookworm '' &
make_root trixie ,nodejs
wait $!
