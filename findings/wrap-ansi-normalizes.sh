#!/bin/sh
# wrap-ansi-normalizes.sh: wrap-ansi 10.0.2
#
# Expected: wrapping changes where lines break and nothing else, as fold(1) and fmt(1) do. A file name that is shown
#   wrapped can be copied from the screen and opened.
# Seen: it normalizes the whole text to NFC first, also where nothing has to be wrapped. Two names that the file system
#   keeps apart (e with a combining acute accent, and the composed letter) are printed as the same bytes, and the copied
#   name opens the other file or none. A program that prints names must quote such ones itself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund wrap-ansi@10.0.2
cat >seen.mjs <<'JS'
import wrapAnsi from 'wrap-ansi'
const bytes = text => Buffer.from(text).toString('hex')
const names = ['cafe\u0301', 'caf\u00e9']
for (const name of names) console.log(`${bytes(name)} is printed as ${bytes(wrapAnsi(name, 40))}`)
JS
node seen.mjs | tee seen
cat >expected <<'TXT'
63616665cc81 is printed as 636166c3a9
636166c3a9 is printed as 636166c3a9
TXT
cmp seen expected
