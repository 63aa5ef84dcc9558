#!/bin/sh
# The best that the document's order allows in shell: one svc for all, links put back by one ln.
set -eu
cd /etc/service
targets=$(readlink -- *)
rm -- *
# shellcheck disable=SC2086 # the names of the bench have no blanks
svc -dx $targets
# shellcheck disable=SC2046,SC2086
svc -dx $(printf '%s/log ' $targets)
# Exited ones are zombies until svscan looks again: those need not be waited for.
while pgrep -x -r R,S,D supervise >/dev/null; do sleep 0.02; done
svscan=$(pgrep -x svscan)
# Asked for beforehand: a name may be that of the next one already.
around="$(pgrep -x readproctitle) $(pgrep -x svscanboot)"
kill "$svscan"
# shellcheck disable=SC2086
kill $around 2>/dev/null || :
until new=$(pgrep -x svscan) && [ "$new" != "$svscan" ]; do sleep 0.02; done
# shellcheck disable=SC2086
ln -s $targets .
