#!/bin/sh
# two-supervisors-one-directory.sh: Debian's daemontools 1:0.76-8.1, s6 2.11.3.2-1
#
# Expected: one service directory has one supervisor. Each of the two programs locks supervise/lock before it starts
#   anything, and a second one of the same family says that it cannot get the lock.
# Seen: supervise locks with flock(2), s6-supervise with fcntl(2). Linux keeps these apart, so each gets its lock, and the
#   service runs twice. Both write supervise/status, and svstat tells of one of the two. A second supervise is refused.
set -eu
folder=$(mktemp -d)
trap 'kill $(cat "$folder/pids" 2>/dev/null) 2>/dev/null || :; wait; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download daemontools=1:0.76-8.1 s6=2.11.3.2-1 libskarnet2.13
for package in *.deb; do dpkg -x "$package" .; done
PATH=$folder/usr/bin:$PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder" -name 'libskarnet.so*' | head -1)")
export PATH LD_LIBRARY_PATH
mkdir app
printf '#!/bin/sh\necho $$ >>pids\nexec sleep 1000\n' >app/run
chmod 755 app/run
supervise app &
echo $! >>pids
until [ "$(cat app/pids 2>/dev/null | wc -l)" = 1 ]; do sleep 0.1; done
s6-supervise app 2>/dev/null &
echo $! >>pids
until [ "$(cat app/pids | wc -l)" = 2 ]; do sleep 0.1; done
cat app/pids >>pids
{
  code=0
  supervise app 2>/dev/null || code=$?
  echo "a second supervise exits with $code"
  alive=0
  for pid in $(cat app/pids); do kill -0 "$pid" && alive=$((alive + 1)); done
  echo "processes of the service: $alive"
  echo "svstat tells of: $(svstat app | grep -c 'up (pid')"
} | tee seen
cat >expected <<'TXT'
a second supervise exits with 111
processes of the service: 2
svstat tells of: 1
TXT
cmp seen expected
