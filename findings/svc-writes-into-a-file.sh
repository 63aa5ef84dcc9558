#!/bin/sh
# svc-writes-into-a-file.sh: Debian's daemontools 1:0.76-8.1
#
# Expected: svc speaks to supervise through the FIFO supervise/control. If something else has that name (a package or a
#   backup that was unpacked over a running service), svc says so, as it does where supervise does not run.
# Seen: it writes the order over the first byte of whatever file has the name, says
#   nothing and exits with 0. svok and svstat look at supervise/ok and supervise/status, and call the service fine. The
#   service runs on.
set -eu
folder=$(mktemp -d)
trap 'kill $(cat "$folder/pids" 2>/dev/null) 2>/dev/null || :; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download daemontools=1:0.76-8.1
dpkg -x daemontools_*.deb .
PATH=$folder/usr/bin:$PATH
mkdir app
printf '#!/bin/sh\nexec sleep 1000\n' >app/run
chmod 755 app/run
supervise app &
echo $! >pids
until svstat app | grep -q ': up'; do sleep 0.1; done
svstat app | sed 's/.*(pid \([0-9]*\)).*/\1/' >>pids
rm app/supervise/control
printf 'kept by somebody\n' >app/supervise/control
{
  code=0
  svc -d app || code=$?
  echo "svc -d exits with $code"
  svok app && echo 'svok says that supervise runs'
  sleep 2
  svstat app | sed 's/(pid .*//'
  echo "the file: $(cat app/supervise/control)"
} | tee seen
cat >expected <<'TXT'
svc -d exits with 0
svok says that supervise runs
app: up 
the file: dept by somebody
TXT
cmp seen expected
