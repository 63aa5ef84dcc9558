import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const promised = promisify(execFile)

/** What a program prints; where it fails, the error holds what it has said. */
export async function run(file, argv, options = {}) {
  const { stdout } = await promised(file, argv, { maxBuffer: 1 << 26, ...options })
  return stdout
}
