// test-summary.mjs VITEST.json EXIT_CODE [TORTURE.json]: says how many tests passed, failed and were skipped, and of
// those why: a test that could not run is never counted as passed, a report that is not there is a failure.
// ALLOWED_SKIPS names, by a part of their files' names, those that may be skipped; without it all may. Exit code 1
// where another one was.
import { readFileSync } from 'node:fs'

const { ALLOWED_SKIPS } = process.env
const [vitestReport, exitCode, tortureReport] = process.argv.slice(2)
const tests = read(vitestReport)
const torture = tortureReport === undefined ? null : read(tortureReport)
const skipped = (tests?.testResults ?? []).flatMap(({ name: file, assertionResults }) =>
  assertionResults
    .filter(({ status }) => status === 'skipped' || status === 'pending' || status === 'todo')
    .map(({ fullName, meta }) => ({ file, fullName, why: meta?.lacks ?? 'no reason given' })),
)
for (const { fullName, why } of skipped) console.log(`skipped: ${fullName}: ${why}`)
if (skipped.length > 0) console.log(`${skipped.length} skipped`)
const allowed = (ALLOWED_SKIPS ?? '').split(' ').filter(part => part !== '')
const forbidden = skipped.filter(({ file }) => !allowed.some(part => file.includes(part)))
if (ALLOWED_SKIPS !== undefined && forbidden.length > 0) {
  console.log(`${forbidden.length} of them must not be skipped here`)
  process.exitCode = 1
}

const passed = (tests?.numPassedTests ?? 0) + (torture?.passed ?? 0)
// A file that could not be loaded, a torture that broke off: something failed, though no test did.
const failed = (tests?.numFailedTests ?? 0) + (torture?.failed ?? 0) || Number(exitCode !== '0')
console.log(`${passed} passed, ${failed} failed`)

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
