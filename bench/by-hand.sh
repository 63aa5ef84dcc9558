#!/bin/sh
# The document's procedure as a person would put it into a loop: one service after the other.
set -eu
cd /etc/service
for link in *; do printf '%s %s\n' "$link" "$(readlink "$link")"; done >/tmp/links.$$
rm -- *
while read -r _ target; do
  (cd "$target" && svc -dx . && svc -dx ./log)
done </tmp/links.$$
while pgrep -x -r R,S,D supervise >/dev/null; do sleep 0.05; done
old=$(pgrep -x svscan)
pkill -x svscan || :
pkill -x readproctitle || :
pkill -x svscanboot || :
until new=$(pgrep -x svscan) && [ "$new" != "$old" ]; do sleep 0.05; done
while read -r link target; do ln -s "$target" "$link"; done </tmp/links.$$
rm /tmp/links.$$
