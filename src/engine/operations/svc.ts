import { posix } from 'node:path'
import type { CommandOutcome, PlannedCommand } from '../../contract/command.js'
import { identityAt } from '../../system/held-directory.js'
import type { Process } from '../../system/process.js'
import { readProcessTable } from '../../system/process-table.js'
import { tryLstat } from '../../system/read.js'
import { runCommand } from './commands.js'
import { deliver } from './control.js'
import { guardedPaths } from './guarded-path.js'
import { OperationFailed } from './operation-failed.js'

/**
 * Runs svc only if supervise/control is a FIFO and nobody else can replace it meanwhile: svc follows links, and writes
 * into whatever is there. Otherwise the orders go to the FIFO that the supervise of that directory holds open. No name
 * leads to that FIFO.
 */
export async function runSvc(command: PlannedCommand): Promise<CommandOutcome> {
  const started = performance.now()
  const { head, orders, directories } = split(command)
  const isGuarded = guardedPaths()
  const others = directories.filter(directory => !isFit(directory, isGuarded))
  if (others.length === 0) return runCommand(command)
  const said = giveOrders(orders, others)
  const rest = directories.filter(directory => !others.includes(directory))
  const svc = rest.length === 0 ? null : await runCommand({ ...command, argv: [...head, ...rest], cwd: '/' })
  return {
    ...{ argv: command.argv, cwd: command.cwd, exitCode: svc?.exitCode ?? 0 },
    durationMs: Math.round(performance.now() - started),
    output: `${said}${svc?.output ?? ''}`,
  }
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

/** Returns the lines for the operator. */
function giveOrders(orders: string, directories: readonly string[]): string {
  const byDirectory = new Map<string, Process[]>()
  for (const process of readProcessTable().values()) {
    if (process.command !== 'supervise') continue
    const key = keyOf(`/proc/${process.pid}/cwd`)
    byDirectory.set(key, [...(byDirectory.get(key) ?? []), process])
  }
  return directories.map(directory => `${giveOrder(orders, directory, byDirectory)}\n`).join('')
}

function giveOrder(
  orders: string,
  directory: string,
  byDirectory: ReadonlyMap<string, readonly Process[]>,
): string {
  const failure = `unable to run svc on ${directory}`
  const pids = (byDirectory.get(keyOf(directory)) ?? [])
    .filter(supervise => deliver(supervise, orders, failure) === 'delivered')
    .map(({ pid }) => pid)
  if (pids.length > 0)
    return `svreset: ${directory}: others may write here, so svreset did not run svc; it sent ${orders} to supervise, pid ${pids.join(', ')}, through its own descriptor`
  const control = tryLstat(`${directory}/supervise/control`)
  if (control === null || control.isFIFO()) return `svreset: ${directory}: supervise not running`
  throw new OperationFailed(
    failure,
    'its supervise/control is not a FIFO, and no supervise there has one open',
  )
}

/** A directory that does not exist has no key. */
function keyOf(path: string): string {
  const identity = identityAt(path)
  return identity === null ? '' : `${identity.device}:${identity.inode}`
}
