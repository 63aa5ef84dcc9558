#!/bin/sh
# test-machine.sh [--path]: makes the root directory of the machines that the tests boot with systemd-nspawn: Debian
# with systemd, daemontools-run and OpenRC. SysV's init is in /opt/sysvinit, because it cannot be installed beside
# systemd. It is made once (half a minute) and kept in a cache. Prints its path; with --path, only prints the path.
set -eu

here=$(dirname "$0")
cache=${SVRESET_TEST_CACHE:-/var/cache/svreset-test}
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
key=$(cat "$here/test-machine.sh" /etc/os-release | sha256sum | cut -c 1-12)
root=$cache/machine-$suite-$key

if [ "${1-}" = --path ]; then
  echo "$root"
  exit
fi

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [ -e "$root" ]; then
  touch "$root"
  echo "$root"
  exit
fi
# Removes those of other versions of this script that nobody has used for a week.
find "$cache" -mindepth 1 -maxdepth 1 -name 'machine-*' -mtime +7 -exec rm -rf {} +

echo "making the root of the test machines: $root" >&2
# shellcheck disable=SC2016 # apt expands them
mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
  sed -n "s/^$suite //p" | head -n 1)
# debootstrap reaches the mirror in the same way as apt.
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
export http_proxy="${http_proxy-}"
new=$root.new
rm -rf "$new"
log=$cache/debootstrap.log
debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps,daemontools,daemontools-run,openrc,busybox \
  "$suite" "$new" "${mirror:-http://deb.debian.org/debian}" >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }

download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT
(cd "$download" && apt-get download sysvinit-core >>"$log" 2>&1) || { tail -n 20 "$log" >&2; exit 1; }
dpkg-deb -x "$download"/sysvinit-core_*.deb "$new/opt/sysvinit"
ln -s /opt/sysvinit/sbin/init "$new/usr/local/sbin/telinit"
rm -rf "$new"/var/cache/apt/* "$new"/var/lib/apt/lists/*
mv "$new" "$root"
echo "$root"
