import { type PlannedCommand, scriptOf } from '../contract/command.js'
import type { Operation, PipeEnd } from '../contract/operation.js'
import type { PlannedStep } from '../contract/plan.js'
import { printable, quote, quoteCommand } from '../text/quote.js'
import { truncate } from '../text/wrap.js'

/** One line for each thing that a step does, as a person would type it. */
export function operationLines(operations: readonly Operation[]): string[] {
  return operations.flatMap(operation => {
    switch (operation.kind) {
      case 'write-manifest':
        return operation.links.length === 0
          ? ['note that there are no links']
          : operation.links.map(({ name, target }) => `note ${quote(name)} -> ${quote(target)}`)
      case 'unlink':
        return [`rm ${quote(operation.link.name)}`]
      case 'link':
        return [`ln -s ${quote(operation.link.target)} ${quote(operation.link.name)}`]
      case 'command':
        return commandLines(operation)
      case 'signal':
        return [`kill -${operation.signal.slice(3)} ${operation.process.pid}  # ${printable(operation.what)}`]
      case 'control':
        return [
          `write ${printable(operation.orders)} to the control descriptor of pid ${operation.process.pid}  # ${printable(operation.what)}`,
        ]
      case 'hold':
        return [`hold the pipe of readproctitle, pid ${operation.process.pid}, so that svscanboot waits`]
      case 'release':
        return ['let go of the pipe of readproctitle']
      case 'undo-by':
        return operation.operations.length === 0
          ? []
          : ['# to undo it:', ...operationLines(operation.operations).map(line => `#   ${line}`)]
      case 'start':
        return [`${quoteCommand(operation.launch.argv)} &  # in a session of its own`]
      case 'attach': {
        const { argv, input, output } = operation
        const redirections = [
          ...(input === null ? [] : [`<${pathOf(input)}`]),
          ...(output === null ? [] : [`>${pathOf(output)} 2>&1`]),
        ]
        return [`${quoteCommand(argv.slice(0, 3))} ${redirections.join(' ')} &  # in a session of its own`]
      }
      case 'await-scan':
        return ["wait until just before svscan's next scan (it looks every 5 s)"]
      case 'drain':
        return [
          `wait until the pipe of pid ${operation.process.pid} is empty  # ${printable(operation.what)}`,
        ]
      case 'save-unread-lines':
        return [
          `keep what waits in the log pipes that only pid ${operation.process.pid} has  # ${printable(operation.what)}`,
        ]
      case 'clear-title':
        return [`printf %1000s | tr ' ' . >/proc/${operation.process.pid}/fd/0  # readproctitle`]
      case 'limit':
        return [
          `prlimit --pid ${operation.process.pid} --nofile=${operation.openFiles}  # ${printable(operation.what)}, was ${operation.before}`,
        ]
    }
  })
}

/** As a person would type it; a script as it is written, behind the values that it receives. */
function commandLines(command: PlannedCommand): string[] {
  const { argv, cwd, env = {} } = command
  const script = scriptOf(command)
  const values = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`)
  if (script !== null) {
    const lines = script.trimEnd().split('\n').map(printable)
    return [...(cwd === '/' ? [] : [`cd ${quote(cwd)}`]), ...values, ...lines]
  }
  const words = [...values, quoteCommand(argv)].join(' ')
  return [cwd === '/' ? words : `(cd ${quote(cwd)} && ${words})`]
}

function pathOf({ process, descriptor }: PipeEnd): string {
  return `/proc/${process.pid}/fd/${descriptor}`
}

/** The first lines, and how many more there are. */
export function foldedOperationLines(step: PlannedStep, most: number, width: number): string[] {
  const lines = operationLines(step.operations)
  const shown = lines.length <= most ? lines : lines.slice(0, most - 1)
  const rest = lines.length - shown.length
  return [...shown.map(line => truncate(line, width)), ...(rest > 0 ? [`… and ${rest} more`] : [])]
}

export function undoWords({ effect, operations }: PlannedStep): string {
  if (effect === 'read') return 'only looks'
  if (effect === 'reversible') return 'can be undone'
  return operations.some(stops)
    ? 'cannot be undone: what is stopped runs again only when svscan, or you, start it again'
    : 'cannot be undone'
}

function stops(operation: Operation): boolean {
  if (operation.kind === 'signal') return operation.signal !== 'SIGCONT'
  if (operation.kind === 'control') return /[dxk]/.test(operation.orders)
  return (
    operation.kind === 'command' &&
    /(^|\/)svc$/.test(operation.argv[0] ?? '') &&
    /^-\w*[dxk]/.test(operation.argv[1] ?? '')
  )
}
