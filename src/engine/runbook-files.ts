import { readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { vocabulary } from '../actions/index.js'
import type { Runbook } from '../contract/runbook.js'
import { ExitCode, UserError } from '../errors.js'
import { loadRunbook } from '../runbook/language/load.js'
import { readWholeFile, tryLstat } from '../system/read.js'
import { requireTrusted } from '../system/trust.js'
import { didYouMean } from '../yaml/problem.js'

/** Where a runbook is: one that comes with svreset is part of the program, and trusted as the program is. */
export interface RunbookFile {
  /** What the operator calls it. */
  readonly named: string
  readonly path: string
  readonly shipped: boolean
}

/** Names of the runbooks that come with svreset. */
export function shippedNames(packageRoot: string): string[] {
  return readdirSync(posix.join(packageRoot, 'runbooks'))
    .flatMap(name => (name.endsWith('.yaml') ? [name.slice(0, -'.yaml'.length)] : []))
    .sort()
}

/** A name is one that comes with svreset; what holds a slash, or ends in .yaml, is a file. Throws a UserError (exit code 2). */
export function findRunbook(packageRoot: string, named: string): RunbookFile {
  if (named.includes('/') || /\.ya?ml$/.test(named))
    return { named, path: posix.resolve(named), shipped: false }
  const names = shippedNames(packageRoot)
  if (names.includes(named))
    return { named, path: posix.join(packageRoot, 'runbooks', `${named}.yaml`), shipped: true }
  throw new UserError(ExitCode.usage, `unable to find runbook ${named}`, {
    reason: `none of that name comes with svreset${didYouMean(named, names)}`,
    next: `svreset runbook list lists them; a file of your own is named with a slash: ./${named}.yaml`,
  })
}

/** Far above what the loader takes: so that it, and not the memory, says that a file is too large. */
const sizeLimit = 1024 * 1024

/** Its text. Throws a UserError (exit code 2) where it cannot be read. */
export function readSource({ path }: RunbookFile): string {
  const read = readWholeFile(path, sizeLimit)
  const reason =
    read.kind === 'missing'
      ? 'there is no such file'
      : read.kind === 'read'
        ? notText(read.bytes)
        : read.reason
  if (reason === null && read.kind === 'read') return Buffer.from(read.bytes).toString('utf8')
  throw new UserError(ExitCode.usage, `unable to read runbook ${path}`, {
    reason: reason ?? 'it cannot be read',
    next: 'svreset runbook list lists the runbooks that come with svreset; name a file with its path',
  })
}

function notText(bytes: Uint8Array): string | null {
  if (bytes.length >= sizeLimit) return `it is larger than ${sizeLimit} bytes`
  try {
    new TextDecoder('utf8', { fatal: true }).decode(bytes)
    return null
  } catch {
    return 'it is no text in UTF-8'
  }
}

/** Ready to be run: a runbook is code, and a file that others may write is refused (exit code 3) before it is read. */
export function loadTrusted(file: RunbookFile, trustedUids: readonly number[]): Runbook {
  // What is not there is a wrong name, no question of trust.
  if (!file.shipped && tryLstat(file.path) !== null) requireTrusted('runbook', file.path, trustedUids)
  const runbook = loadRunbook(file.path, readSource(file), vocabulary)
  return file.shipped ? { ...runbook, file: file.named } : runbook
}
