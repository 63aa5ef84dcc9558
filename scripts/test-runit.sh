#!/bin/sh
# test-runit.sh [--path]: unpacks Debian's runit for the tests, and installs nothing: the package makes /etc/service a
# link, where the drills and daemontools-run have a directory. It is unpacked once and kept in a cache. Prints the
# directory of its programs; with --path, only prints it.
set -eu

here=$(dirname "$0")
cache=${SVRESET_TEST_CACHE:-/var/cache/svreset-test}
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
key=$(cat "$here/test-runit.sh" /etc/os-release | sha256sum | cut -c 1-12)
root=$cache/runit-$suite-$key

if [ "${1-}" != --path ] && [ ! -e "$root" ]; then
  mkdir -p "$cache"
  new=$(mktemp -d "$cache/runit.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  echo "unpacking Debian's runit: $root" >&2
  cd "$new"
  apt-get download runit >&2 || { apt-get update >&2 && apt-get download runit >&2; }
  dpkg-deb -x runit_*.deb root
  # Another test run may have been faster.
  mv -T root "$root" 2>/dev/null || [ -e "$root" ]
fi
echo "$root/usr/bin"
