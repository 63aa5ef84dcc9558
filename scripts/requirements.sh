#!/bin/sh
# requirements.sh PACKAGE...: sees to it that these Debian packages are there. Installs what is missing
# with apt where it may; elsewhere says exactly what to install, and ends with 3.
set -eu

missing=''
for package in "$@"; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "svreset: error: unable to install what is missing:$missing" >&2
  echo "  next: as root: apt-get install$missing" >&2
  exit 3
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # package names are words
apt-get install -y --no-install-recommends $missing >/dev/null 2>&1 && exit 0
apt-get update >&2
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends $missing >&2
