#!/bin/sh
# tai64n-of-two-families.sh: Debian's daemontools 1:0.76-8.1, s6 2.11.3.2-1
#
# Expected: TAI64N is one format, and s6 names its tools after those of daemontools. A log of s6-log can be read with
#   tai64nlocal, one of multilog with s6-tai64nlocal, and lines of both can be brought into order by their stamps.
# Seen: the stamps of one moment are 27 seconds apart. s6 counts the leap seconds there have been since 1972, daemontools
#   adds the ten from before and no more. tai64nlocal shows lines of s6-log from the future; sorted by stamp, what a
#   program of the one family said comes after the answer that the other gave to it. Nothing in a stamp tells its family.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download daemontools=1:0.76-8.1 s6=2.11.3.2-1 libskarnet2.13=2.13.1.1-1
for package in *.deb; do dpkg -x "$package" .; done
PATH=$folder/usr/bin:$PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder" -name 'libskarnet.so*' | head -1)")
TZ=UTC
export PATH LD_LIBRARY_PATH TZ
mkdir of-s6
echo question | s6-log t ./of-s6
sleep 1
echo answer | multilog t ./of-daemontools
{
  stamp='@400000006553f10a00000000 one stamp'
  echo "tai64nlocal:    $(echo "$stamp" | tai64nlocal)"
  echo "s6-tai64nlocal: $(echo "$stamp" | s6-tai64nlocal)"
  shown=$(date -d "$(tai64nlocal <of-s6/current | cut -d ' ' -f 1,2)" +%s)
  ahead=$((shown - $(date +%s)))
  [ "$ahead" -gt 15 ] && [ "$ahead" -le 27 ] && echo 'tai64nlocal shows a line of s6-log that comes from the future'
  echo "sorted: $(sort of-s6/current of-daemontools/current | cut -d ' ' -f 2 | xargs)"
} | tee seen
cat >expected <<'TXT'
tai64nlocal:    2023-11-14 22:13:20.000000000 one stamp
s6-tai64nlocal: 2023-11-14 22:12:53.000000000 one stamp
tai64nlocal shows a line of s6-log that comes from the future
sorted: answer question
TXT
cmp seen expected
