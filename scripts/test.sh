#!/bin/sh
# All tests: installs what they need, builds, and runs them on real daemontools in private namespaces; then a sample of
# the torture. Arguments go to vitest, and then only vitest runs.
# Prints what was skipped and why; the last line is: N passed, N failed.
set -eu
cd "$(dirname "$0")/.."
sh scripts/requirements.sh daemontools util-linux procps lsof busybox dash shellcheck mandoc zsh fish tmux strace \
  debootstrap systemd-container s6 python3 iproute2 openssh-client sudo ansible-core ansible-lint \
  binutils dpkg-dev lintian
# Without it, the tests on runit are skipped and say so.
sh scripts/test-runit.sh >/dev/null || echo 'no runit: the tests that need it are skipped' >&2
# Without it, the tests that boot machines are skipped and say so.
sh scripts/test-machine.sh >/dev/null || echo 'no test machine: the tests that need one are skipped' >&2
sh scripts/test-package-roots.sh >/dev/null || echo 'no roots: the tests of the packages are skipped' >&2
sh scripts/test-tools.sh >/dev/null || echo 'no tools: the tests of monitoring are skipped' >&2
# Without it, the tests from a second controller are skipped and say so.
sh scripts/test-ansible.sh >/dev/null || echo 'no second controller: the tests that need it are skipped' >&2
[ -d node_modules ] || npm ci --no-audit --no-fund --loglevel=error >&2
npm run --silent build

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
code=0
npx --no-install vitest run --project unit --project e2e --reporter=default --reporter=json --outputFile.json="$reports/tests.json" "$@" || code=$?
if [ $# -eq 0 ]; then
  echo
  node torture/start.mjs --sample --report "$reports/torture.json" || code=$?
  set -- "$reports/torture.json"
else
  set --
fi
node scripts/test-summary.mjs "$reports/tests.json" "$code" "$@" || code=1
exit "$code"
