#!/bin/sh
# All tests: installs what they need, builds, and runs them on real daemontools in private namespaces.
# Ends with one line: N passed, N failed, N skipped.
set -eu
cd "$(dirname "$0")/.."
sh scripts/requirements.sh daemontools util-linux procps lsof busybox dash shellcheck zsh fish tmux strace
[ -d node_modules ] || npm ci --no-audit --no-fund --loglevel=error >&2
npm run --silent build

report=$(mktemp)
trap 'rm -f "$report"' EXIT
code=0
npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$report" "$@" || code=$?
node -e '
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""
  console.log(`${numPassedTests} passed, ${numFailedTests} failed${skipped}`)
' "$report"
exit "$code"
