import { posix } from 'node:path'
import { vocabulary } from '../../actions/index.js'
import type { Runbook } from '../../contract/runbook.js'
import { ExitCode, UserError } from '../../errors.js'
import { loadRunbook } from '../../runbook/language/load.js'
import type { PackageFiles } from '../../system/package-files.js'
import { readWholeFile, tryLstat } from '../../system/read.js'
import { requireTrusted } from '../../system/trust.js'
import { didYouMean } from '../../yaml/problem.js'

/** Where a runbook is. A runbook that comes with svreset is part of the program, and as trusted as the program. */
export interface RunbookFile {
  /** The operator's name for it. */
  readonly named: string
  readonly path: string
  /** The text of a runbook that comes with svreset. */
  readonly shipped: string | null
}

/** Names of the runbooks that come with svreset. */
export function shippedNames(files: PackageFiles): string[] {
  return files
    .names('runbooks')
    .flatMap(name => (name.endsWith('.yaml') ? [name.slice(0, -'.yaml'.length)] : []))
    .sort()
}

/** A name is a runbook that comes with svreset. A word with a slash, or ending in .yaml, is a file. Throws a UserError (exit code 2). */
export function findRunbook(files: PackageFiles, named: string): RunbookFile {
  if (named.includes('/') || /\.ya?ml$/.test(named))
    return { named, path: posix.resolve(named), shipped: null }
  const names = shippedNames(files)
  if (names.includes(named)) {
    const path = `runbooks/${named}.yaml`
    return { named, path: files.place(path), shipped: files.read(path) }
  }
  throw new UserError(ExitCode.usage, `unable to find runbook ${named}`, {
    reason: `no runbook with that name comes with svreset${didYouMean(named, names)}`,
    next: `svreset runbook list shows them; write a file of your own with a slash: ./${named}.yaml`,
  })
}

/** Far above the loader's limit, so that the loader, and not the memory, reports a file that is too large. */
const sizeLimit = 1024 * 1024

/** The text of a runbook. Throws a UserError (exit code 2) if it cannot be read. */
export function readSource({ path, shipped }: RunbookFile): string {
  if (shipped !== null) return shipped
  const read = readWholeFile(path, sizeLimit)
  const reason =
    read.kind === 'missing' ? 'no such file' : read.kind === 'read' ? notText(read.bytes) : read.reason
  if (reason === null && read.kind === 'read') return Buffer.from(read.bytes).toString('utf8')
  throw new UserError(ExitCode.usage, `unable to read runbook ${path}`, {
    reason: reason ?? 'svreset cannot read it',
    next: 'svreset runbook list shows the runbooks that come with svreset; name a file with its path',
  })
}

function notText(bytes: Uint8Array): string | null {
  if (bytes.length >= sizeLimit) return `it is larger than ${sizeLimit} bytes`
  try {
    new TextDecoder('utf8', { fatal: true }).decode(bytes)
    return null
  } catch {
    return 'it is not UTF-8 text'
  }
}

/** A runbook that may run. It is code: a file that others may write to is refused (exit code 3) before it is read. */
export function loadTrusted(file: RunbookFile, trustedUids: readonly number[]): Runbook {
  // A missing file is a wrong name, not a question of trust.
  if (file.shipped === null && tryLstat(file.path) !== null) requireTrusted('runbook', file.path, trustedUids)
  const runbook = loadRunbook(file.path, readSource(file), vocabulary)
  return file.shipped !== null ? { ...runbook, file: file.named } : runbook
}
