#!/bin/sh
# tmux-erase-scrolls.sh: Debian's tmux 3.3a-3, @xterm/headless 5.5.0
#
# Expected: ESC[J erases from the cursor to the end of the screen, and what is erased is gone: a program that draws a
#   status in place moves to its first cell, erases, and draws anew.
# Seen: where the cursor is in the first cell of the screen, tmux first scrolls the whole screen into its history, so each
#   redrawing of a status that fills the window leaves a copy there. From any other cell it only erases. xterm.js keeps
#   nothing in either case. To erase line by line (ESC[K) scrolls nothing.
set -eu
folder=$(mktemp -d)
TMUX_TMPDIR=$folder
export TMUX_TMPDIR
trap 'tmux kill-server 2>/dev/null || :; rm -rf "$folder"' EXIT
cd "$folder"
unset TMUX
apt-get -qq download tmux=3.3a-3 libevent-core-2.1-7 libtinfo6 libutempter0
for package in *.deb; do dpkg -x "$package" .; done
PATH=$folder/usr/bin:$PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder" -name 'libutempter.so*' | head -1)")
export PATH LD_LIBRARY_PATH
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @xterm/headless@5.5.0
in_tmux() {
  tmux -f /dev/null new-session -d -x 10 -y 3 "printf '$1'; tmux wait-for -S drawn; exec sleep 1000"
  tmux wait-for drawn
  tmux capture-pane -p -S - | tr -s '\n' ' '
  tmux kill-server
}
cat >xterm.mjs <<'JS'
import xterm from '@xterm/headless'
const terminal = new xterm.Terminal({ cols: 10, rows: 3, convertEol: true, allowProposedApi: true })
const text = process.argv[2].replaceAll('\\033', '\x1b').replaceAll('\\n', '\n')
terminal.write(text, () => {
  const { active } = terminal.buffer
  const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row).translateToString(true))
  console.log(`${lines.filter(line => line !== '').join(' ')} `)
})
JS
status='one\n2nd\n3rd'
{
  for cell in '1;1' '2;1'; do
    erased="$status\\033[${cell}H\\033[Jnew"
    echo "erased from $cell: tmux $(in_tmux "$erased"), xterm.js $(node xterm.mjs "$erased")"
  done
  lines="$status\\033[1;1H\\033[Knew\\033[2;1H\\033[K\\033[3;1H\\033[K"
  echo "line by line: tmux $(in_tmux "$lines"), xterm.js $(node xterm.mjs "$lines")"
} | tee seen
cat >expected <<'TXT'
erased from 1;1: tmux one 2nd 3rd new , xterm.js new 
erased from 2;1: tmux one new , xterm.js one new 
line by line: tmux new , xterm.js new 
TXT
cmp seen expected
