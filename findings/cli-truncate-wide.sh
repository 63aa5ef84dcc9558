#!/bin/sh
# cli-truncate-wide.sh: cli-truncate 5.2.0, string-width 8.3.0
#
# Expected: a text cut to N columns takes at most N columns on a terminal, as the readme says, whatever stands in it.
# Seen: where a wide character crosses the edge it is kept, and the mark is added: the result is one column wider. A status
#   line that is redrawn in place then wraps, and leaves a line behind at each redraw. Cutting again, to one column less,
#   until string-width agrees, helps.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund cli-truncate@5.2.0 string-width@8.3.0
cat >seen.mjs <<'JS'
import cliTruncate from 'cli-truncate'
import stringWidth from 'string-width'
for (const columns of [4, 5, 6, 7]) {
  const cut = cliTruncate('日本語日本語', columns)
  console.log(`${columns} columns: ${cut} takes ${stringWidth(cut)}`)
}
JS
node seen.mjs | tee seen
cat >expected <<'TXT'
4 columns: 日本… takes 5
5 columns: 日本… takes 5
6 columns: 日本語… takes 7
7 columns: 日本語… takes 7
TXT
cmp seen expected
