#!/bin/sh
# enquirer-end-of-input.sh: enquirer 2.4.1
#
# Expected: a prompt is answered, or its promise is rejected, as it is at Ctrl-C; "finally" runs in both cases. At the end
#   of the input (Ctrl-D, a pipe that is closed, /dev/null) there is no answer, so the promise is rejected.
# Seen: the promise is never settled. Nothing keeps Node alive, so the program ends in the middle of the await: neither
#   what follows, nor catch, nor finally runs. The exit code is 0, as of a success, or Node's 13 where the await stands at
#   the top of a module. A program that holds a lock or has half of its work done must ask for the end itself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund enquirer@2.4.1
cat >ask.mjs <<'JS'
import enquirer from 'enquirer'
import { appendFileSync } from 'node:fs'
export const tell = line => appendFileSync('told', `${line}\n`)
export async function ask() {
  try {
    tell('asked')
    await enquirer.prompt({ type: 'input', name: 'name', message: 'Which service?' })
    tell('answered')
  } catch {
    tell('rejected')
  } finally {
    tell('finally')
  }
}
JS
cat >main.mjs <<'JS'
import { ask } from './ask.mjs'
async function main() { await ask() }
main()
JS
cat >top.mjs <<'JS'
import { ask } from './ask.mjs'
await ask()
JS
run() {
  : >told
  code=0
  node "$1" >/dev/null 2>&1 || code=$?
  echo "$1, $2: $(tr '\n' ' ' <told)exit $code"
}
{
  printf 'web\r' | run main.mjs 'a line'
  run main.mjs 'end of input' </dev/null
  run top.mjs 'end of input' </dev/null
} | tee seen
cat >expected <<'TXT'
main.mjs, a line: asked answered finally exit 0
main.mjs, end of input: asked exit 0
top.mjs, end of input: asked exit 13
TXT
cmp seen expected
