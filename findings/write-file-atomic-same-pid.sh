#!/bin/sh
# write-file-atomic-same-pid.sh: write-file-atomic 7.0.1
#
# Expected: two processes may write one file at the same time: each writes a temporary file of its own and renames it, so
#   the file holds all of the one text or all of the other.
# Seen: the temporary name is made of the package's path, the pid, the thread and a counter, nothing else, and the file is
#   not opened exclusively. Two containers of one image that share a volume have the same path, and each program is
#   process 1 there: they write the same temporary file. The file is then a mixture of both texts, and the writer that is
#   told ENOENT has changed it. Where that can happen take a lock, or have a name of one's own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund write-file-atomic@7.0.1
cat >first.mjs <<'JS'
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import write from 'write-file-atomic'
const untilSecondIsDone = async () => {
  writeFileSync('first-is-open', '')
  while (!existsSync('second-is-done')) await sleep(20)
}
await write('settings', 'first', { tmpfileCreated: untilSecondIsDone }).then(
  () => console.log(`first, process ${process.pid}: written`),
  error => console.log(`first, process ${process.pid}: ${error.code} at ${error.syscall}`),
)
JS
cat >second.mjs <<'JS'
import { writeFileSync } from 'node:fs'
import write from 'write-file-atomic'
await write('settings', 'the second text')
console.log(`second, process ${process.pid}: written`)
writeFileSync('second-is-done', '')
JS
alone() { unshare --map-root-user --pid --fork --kill-child --mount-proc node "$1"; }
{
  alone first.mjs >told &
  until [ -e first-is-open ]; do sleep 0.1; done
  alone second.mjs
  wait
  cat told
  echo "the file: $(cat settings)"
} | tee seen
cat >expected <<'TXT'
second, process 1: written
first, process 1: ENOENT at rename
the file: firstecond text
TXT
cmp seen expected
