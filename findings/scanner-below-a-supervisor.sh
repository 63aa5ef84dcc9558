#!/bin/sh
# scanner-below-a-supervisor.sh: Debian's daemontools 1:0.76-8.1, runit 2.1.2-54, s6 2.11.3.2-1
#
# Expected: a scanner for a user or for a group of services can be a service itself (run says "exec svscan DIRECTORY").
#   Stopping that service stops what is below it.
# Seen: true of s6-svscan only. svscan and runsvdir die of the TERM, and what they started runs on below process 1, while
#   the supervisor says down. A HUP ends runsvdir with all that it started, but sv down does not send one. Started again,
#   svscan meets the locks of the old ones: at each look one more supervise starts and ends at once. So: first its own
#   svc -d, then svc -dx for each service and log that it had started.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download daemontools=1:0.76-8.1 runit=2.1.2-54 s6=2.11.3.2-1 libs6-2.11=2.11.3.2-1 libskarnet2.13=2.13.1.1-1
for package in *.deb; do dpkg -x "$package" .; done
PATH=$folder/usr/bin:$PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder" -name 'libskarnet.so*' | head -1)")
export PATH LD_LIBRARY_PATH
cat >seen.sh <<'SH'
exec 2>errors
alive() { kill -0 "$(cat "$1/services/web/pid")" && echo 'runs on' || echo 'has ended'; }
try() {
  scanner=$1 supervisor=$2 stop=$3
  mkdir -p "$scanner/services/web"
  printf '#!/bin/sh\nexec %s services\n' "$scanner" >"$scanner/run"
  printf '#!/bin/sh\necho $$ >pid\nexec sleep 1000\n' >"$scanner/services/web/run"
  chmod 755 "$scanner/run" "$scanner/services/web/run"
  "$supervisor" "$scanner" &
  until [ -s "$scanner/services/web/pid" ]; do sleep 0.1; done
  top=$(pgrep -P $! -x "$scanner")
  sleep 2
  $stop "./$scanner"
  while kill -0 "$top"; do sleep 0.1; done
  sleep 2
  echo "$scanner was stopped: its service $(alive "$scanner")"
}
try svscan supervise 'svc -d'
try runsvdir runsv 'sv down'
try s6-svscan s6-supervise 's6-svc -d'
svc -u svscan
until grep -q 'unable to acquire web/supervise/lock' errors; do sleep 0.1; done
echo "svscan again: the new supervise finds the lock taken"
SH
unshare --map-root-user --pid --fork --kill-child --mount-proc sh seen.sh | tee seen
cat >expected <<'TXT'
svscan was stopped: its service runs on
runsvdir was stopped: its service runs on
s6-svscan was stopped: its service has ended
svscan again: the new supervise finds the lock taken
TXT
cmp seen expected
