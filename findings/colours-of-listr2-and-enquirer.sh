#!/bin/sh
# colours-of-listr2-and-enquirer.sh: listr2 9.0.5, enquirer 2.4.1
#
# Expected: NO_COLOR=1 switches the colours of a program off, and FORCE_COLOR=0 does it as well, as Node itself has it. None
#   go into a pipe unless one asks for them. A prompt of enquirer beside a list of listr2 (which has an adapter for it)
#   follows the same setting.
# Seen: each obeys the one that the other gets wrong. enquirer does not look at NO_COLOR, and colours a pipe too. listr2
#   takes FORCE_COLOR=0 for a wish: it switches colours on in a pipe that would have none. Only both together are quiet.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund listr2@9.0.5 enquirer@2.4.1
cat >listr2.mjs <<'JS'
import { Listr } from 'listr2'
await new Listr([{ title: 'stop the service', task() {} }]).run()
JS
cat >enquirer.mjs <<'JS'
import enquirer from 'enquirer'
const prompt = new enquirer.Input({ message: 'Which service?', initial: 'web' })
prompt.once('run', () => prompt.submit())
await prompt.run()
JS
colours() {
  env "$@" | cat >printed
  grep -q "$(printf '\033')\[3[0-9]m" printed && echo colours || echo none
}
unset NO_COLOR FORCE_COLOR
for settings in A=1 NO_COLOR=1 FORCE_COLOR=0 'NO_COLOR=1 FORCE_COLOR=0'; do
  # shellcheck disable=SC2086 # several settings
  echo "$settings, into a pipe: listr2 $(colours $settings node listr2.mjs), enquirer $(colours $settings node enquirer.mjs)"
done | sed 's/A=1/nothing set/' | tee seen
cat >expected <<'TXT'
nothing set, into a pipe: listr2 none, enquirer colours
NO_COLOR=1, into a pipe: listr2 none, enquirer colours
FORCE_COLOR=0, into a pipe: listr2 colours, enquirer none
NO_COLOR=1 FORCE_COLOR=0, into a pipe: listr2 none, enquirer none
TXT
cmp seen expected
