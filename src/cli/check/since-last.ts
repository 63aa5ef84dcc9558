import { posix } from 'node:path'
import { ensureDirSync } from 'fs-extra/esm'
import type { CommandContext } from '../../contract/command-context.js'
import { ExitCode, systemErrorReason, UserError } from '../../errors.js'
import { stateDirectory, writeDurably } from '../../journal/state-directory.js'
import { readWholeFile } from '../../system/read.js'
import { requireTrustedState } from '../../system/trust.js'
import { toJson } from '../../text/json.js'
import { type CheckOptions, exitCodes, formatOf } from './options.js'

type Check = (words: readonly string[], options: CheckOptions, context: CommandContext) => Promise<number>

/**
 * Prints what the check prints only if its exit code is not that of the last time; before the first time all was happy. It is
 * noted after it is printed: whoever dies between the two is told twice, and never not at all.
 */
export async function checkSinceLast(
  check: Check,
  words: readonly string[],
  { sinceLast: _, ...options }: CheckOptions,
  context: CommandContext,
): Promise<number> {
  refuseToCombine(options)
  const file = placeOfLast(options, context)
  const question = toJson([options.serviceDir ?? null, options.all ?? false, ...words])
  const last = readLast(file)
  const { quiet, printed } = listening(context)
  let code: number
  let failure: UserError | null = null
  try {
    code = await check(words, options, quiet)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    failure = error
    code = exitCodes.unknown
  }
  if (code === (last[question] ?? exitCodes.happy)) return code
  context.stdout.write(printed())
  noteLast(file, { ...last, [question]: code })
  if (failure !== null) throw failure
  return code
}

/** The same context, but what is printed is kept, and nobody is told why a check takes long. */
function listening(context: CommandContext) {
  let text = ''
  const write = (more: string) => {
    text += more
    return true
  }
  const stdout: NodeJS.WriteStream = Object.create(context.stdout, { write: { value: write } })
  const quiet: CommandContext = Object.create(context, {
    stdout: { value: stdout },
    warn: { value: () => {} },
  })
  return { quiet, printed: () => text }
}

function refuseToCombine(options: CheckOptions): void {
  const format = formatOf(options)
  const other =
    options.watch !== undefined ? '--watch' : format === 'openmetrics' ? '--format openmetrics' : null
  if (other === null) return
  throw new UserError(ExitCode.refused, `unable to combine --since-last and ${other}`, {
    reason: '--since-last prints a verdict only when it changes',
    next: 'leave one of the two out',
  })
}

function placeOfLast({ stateDir }: CheckOptions, { environment }: CommandContext): string {
  const directory = stateDirectory(stateDir, environment)
  requireTrustedState(directory, [0])
  return posix.join(directory, 'last-check.json')
}

/** Exit codes, by what was asked. What cannot be read is none: then svreset speaks once too often. */
function readLast(file: string): Readonly<Record<string, unknown>> {
  const read = readWholeFile(file, 64 * 1024)
  if (read.kind !== 'read') return {}
  try {
    const value: unknown = JSON.parse(read.bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function noteLast(file: string, last: Readonly<Record<string, unknown>>): void {
  try {
    ensureDirSync(posix.dirname(file), 0o700)
    writeDurably(file, `${toJson(last)}\n`, 0o600)
  } catch (error) {
    throw new UserError(ExitCode.refused, `unable to note the verdict in ${file}`, {
      reason: systemErrorReason(error),
      next: 'make room there; until then every check speaks',
      cause: error,
    })
  }
}
