#!/bin/sh
# requirements.sh PACKAGE...: makes sure that these Debian packages are installed. Installs missing ones with apt if it
# may. Otherwise says exactly what to install, and exits with 3.
set -eu

missing=''
for package in "$@"; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "svreset: error: unable to install missing packages:$missing" >&2
  echo "  next: run as root: apt-get install$missing" >&2
  exit 3
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # package names are words
apt-get install -y --no-install-recommends $missing >/dev/null 2>&1 && exit 0
apt-get update >&2
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends $missing >&2
