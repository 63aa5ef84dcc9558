#!/bin/sh
# write-file-atomic-short-write.sh: write-file-atomic 7.0.1
#
# Expected: the file has all of the data, or the call fails and the old file is still there: that is what the package is
#   for, and a full disk is what it is there for.
# Seen: it calls write(2) once, and does not look at how many bytes were taken. On a disk that has room for a part only, the
#   kernel takes that part and reports no error. The call succeeds, the truncated file replaces the old one, and the old one
#   is gone. Node's own fs.writeFileSync goes on with the rest, and so meets ENOSPC.
# Needs root, or user namespaces: the disk is a tmpfs of five pages.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund write-file-atomic@7.0.1
cat >seen.mjs <<'JS'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import writeFileAtomic from 'write-file-atomic'

const data = 'x'.repeat(6000)
const attempt = (name, write) => {
  writeFileSync('disk/file', 'old and whole')
  let end = 'no error'
  try {
    write()
  } catch ({ code }) {
    end = code
  }
  const found = readFileSync('disk/file', 'utf8')
  console.log(`${name}: ${end}, ${found.startsWith('x') ? `${statSync('disk/file').size} of 6000 bytes` : found}`)
}
// One page is left for the new file.
writeFileSync('disk/filler', 'f'.repeat(3 * 4096))
attempt('write-file-atomic, sync', () => writeFileAtomic.sync('disk/file', data))
attempt('writeFileSync beside it', () => writeFileSync('disk/beside', data))
JS
mkdir disk
set -- unshare --mount
[ "$(id -u)" = 0 ] || set -- "$@" --map-root-user
"$@" sh -c 'mount -t tmpfs -o size=20k none disk; exec node seen.mjs' | tee seen
cat >expected <<'TXT'
write-file-atomic, sync: no error, 4096 of 6000 bytes
writeFileSync beside it: ENOSPC, old and whole
TXT
cmp seen expected
