// Says of vitest's JSON report how many tests passed, failed and were skipped, and of those why: a test that could
// not run is never counted as passed. ALLOWED_SKIPS names, by a part of their files' names, those that may be
// skipped; without it all may. Exit code 1 where another one was.
import { readFileSync } from 'node:fs'

const { ALLOWED_SKIPS } = process.env
const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const skipped = report.testResults.flatMap(({ name: file, assertionResults }) =>
  assertionResults
    .filter(({ status }) => status === 'skipped' || status === 'pending' || status === 'todo')
    .map(({ fullName, meta }) => ({ file, fullName, why: meta?.lacks ?? 'no reason given' })),
)
for (const { fullName, why } of skipped) console.log(`skipped: ${fullName}: ${why}`)
const { numPassedTests, numFailedTests } = report
console.log(
  `${numPassedTests} passed, ${numFailedTests} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
)

const allowed = (ALLOWED_SKIPS ?? '').split(' ').filter(part => part !== '')
const forbidden = skipped.filter(({ file }) => !allowed.some(part => file.includes(part)))
if (ALLOWED_SKIPS !== undefined && forbidden.length > 0) {
  console.log(`${forbidden.length} of them must not be skipped here`)
  process.exitCode = 1
}
