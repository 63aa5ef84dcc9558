import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Milliseconds: the time of the commit, so that it builds the same on any day.
 * https://reproducible-builds.org/specs/source-date-epoch/
 */
export async function sourceDate() {
  const { SOURCE_DATE_EPOCH: given } = process.env
  const committed = () => run('git', ['log', '-1', '--format=%ct'])
  const seconds = given ?? (await committed().catch(() => ({ stdout: '' }))).stdout
  return seconds.trim() === '' ? Date.now() : Number(seconds) * 1000
}
