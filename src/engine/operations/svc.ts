import { posix } from 'node:path'
import type { CommandOutcome, PlannedCommand } from '../../contract/command.js'
import { identityAt } from '../../system/held-directory.js'
import type { Process } from '../../system/process.js'
import { readProcessTable } from '../../system/process-table.js'
import { tryLstat } from '../../system/read.js'
import { quote, quoteCommand } from '../../text/quote.js'
import { CommandFailed, runCommand } from './commands.js'
import { deliver } from './control.js'
import { guardedPaths } from './guarded-path.js'
import { OperationFailed } from './operation-failed.js'

/**
 * Runs svc only if supervise/control is a FIFO and nobody else can replace it meanwhile: svc follows links, and writes
 * into whatever is there. Otherwise, and where svc reaches nobody, the orders go to the FIFO that the supervise of that
 * directory holds open. No name leads to that FIFO. svc exits with 0 all the same, so an order that nobody gets is an
 * error here.
 */
export async function runSvc(command: PlannedCommand): Promise<CommandOutcome> {
  const started = performance.now()
  const { head, orders, directories } = split(command)
  const isGuarded = guardedPaths()
  const fit = directories.filter(directory => isFit(directory, isGuarded))
  const held = giveOrders(
    orders,
    directories.filter(directory => !fit.includes(directory)),
    'others may write here, so svreset did not run svc',
  )
  const svc =
    fit.length === directories.length
      ? await runCommand(command, { outputLimit })
      : fit.length === 0
        ? null
        : await runCommand({ ...command, argv: [...head, ...fit], cwd: '/' }, { outputLimit })
  const said = svc?.output ?? ''
  const deaf = whereUnheard(command, said)
  const unheard = fit.filter(directory => deaf.has(directory))
  const again = giveOrders(orders, unheard, 'svc could not reach its supervise')
  const lines = [...held.lines, ...again.lines]
  const lost = [...held.lost, ...again.lost]
  const outcome = {
    ...{ argv: command.argv, cwd: command.cwd, exitCode: svc?.exitCode ?? 0 },
    durationMs: Math.round(performance.now() - started),
    output: `${said}${lines.map(line => `svreset: ${line}\n`).join('')}`,
  }
  if (lost.length === 0) return outcome
  const more = lost.length > 5 ? `; and ${lost.length - 5} more` : ''
  throw new CommandFailed(
    `unable to deliver the order ${quoteCommand(head)}`,
    `${lost.slice(0, 5).join('; ')}${more}`,
    outcome,
  )
}

/** For a warning about each directory of the longest command. */
const outputLimit = 4 * 1024 * 1024

/** svc names a directory as it was given. Its warning is all that tells of an order that it could not give. */
function whereUnheard({ argv, cwd }: PlannedCommand, said: string): ReadonlySet<string> {
  if (!said.includes('svc: warning: ')) return new Set()
  const words = argv.filter(word =>
    ['unable to control ', 'unable to chdir to ', 'error writing commands to '].some(what =>
      said.includes(`svc: warning: ${what}${word}: `),
    ),
  )
  return new Set(words.map(word => posix.resolve(cwd, word)))
}

export function isSvc({ argv }: PlannedCommand): boolean {
  return posix.basename(argv[0] ?? '') === 'svc'
}

function split({ argv, cwd }: PlannedCommand) {
  const [program = '', ...words] = argv
  const options = words.filter(word => word.startsWith('-'))
  const paths = words.filter(word => !word.startsWith('-'))
  return {
    head: [program, ...options],
    orders: options.join('').replaceAll('-', ''),
    directories: paths.map(path => posix.resolve(cwd, path)),
  }
}

function isFit(directory: string, isGuarded: (path: string) => boolean): boolean {
  if (!isGuarded(`${directory}/supervise`)) return false
  const control = tryLstat(`${directory}/supervise/control`)
  // If there is none, no supervise runs: svc reports that.
  return control === null || control.isFIFO()
}

interface Given {
  /** For the operator. */
  readonly lines: readonly string[]
  /** Who did not get the orders, and why. */
  readonly lost: readonly string[]
}

function giveOrders(orders: string, directories: readonly string[], why: string): Given {
  const lines: string[] = []
  const lost: string[] = []
  if (directories.length === 0) return { lines, lost }
  const byDirectory = supervisesByDirectory()
  for (const directory of directories) {
    const failure = `unable to run svc on ${directory}`
    const there = byDirectory.get(keyOf(directory)) ?? []
    const pids = there
      .filter(supervise => deliver(supervise, orders, failure) === 'delivered')
      .map(({ pid }) => pid)
    const control = tryLstat(`${directory}/supervise/control`)
    if (pids.length > 0)
      lines.push(
        `${directory}: ${why}; it sent ${orders} to supervise, pid ${pids.join(', ')}, through its own descriptor`,
      )
    else if (control !== null && !control.isFIFO())
      throw new OperationFailed(
        failure,
        'its supervise/control is not a FIFO, and no supervise there has one open',
      )
    // Where none runs, or it is about to exit, nobody has to be told to.
    else if (endsOnly(orders)) lines.push(`${directory}: supervise not running`)
    else if (there.length === 0) lost.push(`${quote(directory)}: no supervise runs there`)
    else lost.push(`${quote(directory)}: its supervise, pid ${there[0]?.pid}, has no control FIFO open`)
  }
  return { lines, lost }
}

function endsOnly(orders: string): boolean {
  return /^[dkx]+$/.test(orders)
}

function supervisesByDirectory(): ReadonlyMap<string, readonly Process[]> {
  const byDirectory = new Map<string, Process[]>()
  for (const process of readProcessTable().values()) {
    if (process.command !== 'supervise') continue
    const key = keyOf(`/proc/${process.pid}/cwd`)
    byDirectory.set(key, [...(byDirectory.get(key) ?? []), process])
  }
  return byDirectory
}

/** A directory that does not exist has no key. */
function keyOf(path: string): string {
  const identity = identityAt(path)
  return identity === null ? '' : `${identity.device}:${identity.inode}`
}
