#!/bin/sh
# tmux-last-column.sh: Debian's tmux 3.3a-3, @xterm/headless 5.5.0
#
# Expected: ten characters on a line of ten columns leave nothing to be erased behind them. ESC[K ("erase to the end of the
#   line") after the text is how a screen is redrawn in place without a flicker, and wrapping is switched off (ESC[?7l) so
#   that a line that is too long does no harm.
# Seen: with wrapping off, tmux leaves the cursor on the last column, and ESC[K erases the character that was just written
#   there. With wrapping on it does not, and xterm.js, the terminal in many editors, does not in either case. Erase first,
#   then write.
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
  tmux capture-pane -p | head -1
  tmux kill-server
}
cat >xterm.mjs <<'JS'
import xterm from '@xterm/headless'
const terminal = new xterm.Terminal({ cols: 10, rows: 3, allowProposedApi: true })
const text = process.argv[2].replaceAll('\\033', '\x1b')
terminal.write(text, () => console.log(terminal.buffer.active.getLine(0).translateToString(true)))
JS
{
  for wrap in on off; do
    [ $wrap = on ] && mode='\033[?7h' || mode='\033[?7l'
    after="${mode}0123456789\\033[K"
    before="${mode}\\033[K0123456789"
    echo "wrapping $wrap, erased after: tmux $(in_tmux "$after"), xterm.js $(node xterm.mjs "$after")"
    echo "wrapping $wrap, erased first: tmux $(in_tmux "$before"), xterm.js $(node xterm.mjs "$before")"
  done
} | tee seen
cat >expected <<'TXT'
wrapping on, erased after: tmux 0123456789, xterm.js 0123456789
wrapping on, erased first: tmux 0123456789, xterm.js 0123456789
wrapping off, erased after: tmux 012345678, xterm.js 0123456789
wrapping off, erased first: tmux 0123456789, xterm.js 0123456789
TXT
cmp seen expected
