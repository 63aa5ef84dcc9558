#!/bin/sh
# After a purge nothing of svreset is left, but for runs that somebody may still need.
set -e

[ "$1" = purge ] || exit 0
# The other package, svreset or svreset-standalone, is installed: all of this is now of that one.
[ ! -e /usr/bin/svreset ] || exit 0

rm -f /etc/svreset/config.yaml
[ ! -d /etc/svreset ] || rmdir --ignore-fail-on-non-empty /etc/svreset

state=/var/lib/svreset
for run in "$state"/runs/*; do
  if [ ! -d "$run" ] || [ -L "$run" ]; then continue; fi
  # While a run is open, links may be out: its restore.sh puts them back, and needs no svreset.
  if [ -e "$run/journal.jsonl" ] && grep -q '^{"time":"[^"]*","event":"closed",' "$run/journal.jsonl"; then
    rm -f "$run/journal.jsonl" "$run/manifest.yaml" "$run/restore.sh"
    # Unread lines of a log stay.
    rmdir --ignore-fail-on-non-empty "$run"
  else
    echo "svreset: $run was not finished and is kept: sh $run/restore.sh puts back the links that it removed" >&2
  fi
done
for directory in "$state/runs" "$state"; do
  [ ! -d "$directory" ] || rmdir --ignore-fail-on-non-empty "$directory"
done
