#!/bin/sh
# The main job as a demonstration: a private daemontools, sick as in the document, is checked, repaired and checked
# again. Installs what it needs; touches no service of this machine.
set -eu
cd "$(dirname "$0")/.."
sh scripts/requirements.sh daemontools util-linux
[ -d node_modules ] || npm ci --no-audit --no-fund --loglevel=error >&2
[ -e dist/main.js ] || npm run --silent build

# shellcheck disable=SC2016 # expanded by the shell in the drill
exec node dist/main.js drill unhappy -- sh -c '
  run() {
    printf "\n\$ %s\n" "$*"
    code=0
    "$@" || code=$?
    printf "(exit code %s)\n" "$code"
  }
  run svreset check
  run svreset repair --yes
  run svreset check
  exit "$code"'
