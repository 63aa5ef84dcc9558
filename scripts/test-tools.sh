#!/bin/sh
# test-tools.sh [--path]: unpacks programs that tests run: promtool, a parser of OpenMetrics, sshd, and Nagios's plugins
# with NRPE. They are not installed, so no daemon starts and no user is made. Kept in a cache. Prints the path of the root
# that they are in; with --path, only prints the path.
set -eu

here=$(dirname "$0")
cache=${SVRESET_TEST_CACHE:-/var/cache/svreset-test}
key=$(cat "$here/test-tools.sh" /etc/os-release | sha256sum | cut -c 1-12)
root=$cache/tools-$key

if [ "${1-}" = --path ]; then
  echo "$root"
  exit
fi

mkdir -p "$cache"
exec 9>"$cache/tools-lock"
flock 9
if [ -e "$root" ]; then
  echo "$root"
  exit
fi
rm -rf "$cache"/tools-*.new
find "$cache" -mindepth 1 -maxdepth 1 -name 'tools-*' -type d -mtime +7 -exec rm -rf {} +

echo "unpacking the tools of the tests: $root" >&2
new=$root.new
log=$cache/tools.log
mkdir -p "$new/packages"
# libwrap0 is what sshd and nrpe need besides what every Debian has.
packages='prometheus python3-prometheus-client python3-decorator openssh-server libwrap0 monitoring-plugins-basic
  nagios-nrpe-server nagios-nrpe-plugin'
# shellcheck disable=SC2086 # package names are words
download() { (cd "$new/packages" && apt-get download $packages >"$log" 2>&1); }
download || { apt-get update >>"$log" 2>&1 && download; } || { tail -n 20 "$log" >&2; exit 1; }
for package in "$new"/packages/*.deb; do dpkg-deb -x "$package" "$new"; done
rm -rf "$new/packages" "$new/usr/bin/prometheus" "$new/usr/share"
mv "$new" "$root"
echo "$root"
