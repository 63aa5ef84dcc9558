#!/bin/sh
# test-ansible.sh [--path]: makes a root directory with the ansible-core of Debian 13, as a second controller for the tests
# of the collection. It is made once (a minute) and kept in a cache. Prints its path; with --path, only prints the path.
set -eu

here=$(dirname "$0")
cache=${SVRESET_TEST_CACHE:-/var/cache/svreset-test}
key=$(sha256sum <"$here/test-ansible.sh" | cut -c 1-12)
root=$cache/ansible-trixie-$key

if [ "${1-}" = --path ]; then
  echo "$root"
  exit
fi

mkdir -p "$cache"
exec 9>"$cache/ansible-lock"
flock 9
if [ -e "$root" ]; then
  touch "$root"
  echo "$root"
  exit
fi
find "$cache" -mindepth 1 -maxdepth 1 -name 'ansible-*' -type d -mtime +7 -exec rm -rf {} +

echo "making the root of the second controller: $root" >&2
# debootstrap reaches the mirror in the same way as apt.
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
export http_proxy="${http_proxy-}"
new=$root.new
rm -rf "$new"
log=$cache/ansible.log
failed() { tail -n 20 "$log" >&2; exit 1; }
debootstrap --variant=minbase trixie "$new" http://deb.debian.org/debian >"$log" 2>&1 || failed
# The debootstrap of an older Debian does not find the order in which Python's packages are configured; apt does.
cp /etc/resolv.conf "$new/etc/resolv.conf"
DEBIAN_FRONTEND=noninteractive chroot "$new" apt-get install -y --no-install-recommends ansible-core openssh-client \
  >>"$log" 2>&1 || failed
rm -rf "$new"/var/cache/apt/* "$new"/var/lib/apt/lists/*
mv "$new" "$root"
echo "$root"
