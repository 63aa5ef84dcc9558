import { type PlannedCommand, scriptOf } from '../contract/command.js'
import type { Act, PipeEnd } from '../contract/operation.js'
import type { PlannedStep } from '../contract/plan.js'
import { printable, quote, quoteCommand } from '../text/quote.js'
import { truncate } from '../text/wrap.js'

/** One line for each thing that a step does, as a person would type it. */
export function actLines(acts: readonly Act[]): string[] {
  return acts.flatMap(act => {
    switch (act.act) {
      case 'record':
        return act.links.length === 0
          ? ['note that there are no links']
          : act.links.map(({ name, target }) => `note ${quote(name)} -> ${quote(target)}`)
      case 'unlink':
        return [`rm ${quote(act.link.name)}`]
      case 'link':
        return [`ln -s ${quote(act.link.target)} ${quote(act.link.name)}`]
      case 'command':
        return commandLines(act)
      case 'signal':
        return [`kill -${act.signal.slice(3)} ${act.process.pid}  # ${printable(act.what)}`]
      case 'control':
        return [
          `write ${printable(act.orders)} to the control descriptor of pid ${act.process.pid}  # ${printable(act.what)}`,
        ]
      case 'hold':
        return [`hold the pipe of readproctitle, pid ${act.process.pid}, so that svscanboot waits`]
      case 'release':
        return ['let go of the pipe of readproctitle']
      case 'undo-by':
        return act.acts.length === 0
          ? []
          : ['# to undo it:', ...actLines(act.acts).map(line => `#   ${line}`)]
      case 'start':
        return [`${quoteCommand(act.launch.argv)} &  # in a session of its own`]
      case 'attach': {
        const { argv, input, output } = act
        const redirections = [
          ...(input === null ? [] : [`<${pathOf(input)}`]),
          ...(output === null ? [] : [`>${pathOf(output)} 2>&1`]),
        ]
        return [`${quoteCommand(argv.slice(0, 3))} ${redirections.join(' ')} &  # in a session of its own`]
      }
      case 'await-scan':
        return ["wait until just before svscan's next scan (it looks every 5 s)"]
      case 'drain':
        return [`wait until the pipe of pid ${act.process.pid} is empty  # ${printable(act.what)}`]
      case 'salvage':
        return [
          `keep what waits in the log pipes that only pid ${act.process.pid} has  # ${printable(act.what)}`,
        ]
      case 'clear-title':
        return [`printf %1000s | tr ' ' . >/proc/${act.process.pid}/fd/0  # readproctitle`]
      case 'limit':
        return [
          `prlimit --pid ${act.process.pid} --nofile=${act.openFiles}  # ${printable(act.what)}, was ${act.before}`,
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
export function foldedActLines(step: PlannedStep, most: number, width: number): string[] {
  const lines = actLines(step.acts)
  const shown = lines.length <= most ? lines : lines.slice(0, most - 1)
  const rest = lines.length - shown.length
  return [...shown.map(line => truncate(line, width)), ...(rest > 0 ? [`… and ${rest} more`] : [])]
}

export function undoWords({ effect, acts }: PlannedStep): string {
  if (effect === 'read') return 'only looks'
  if (effect === 'reversible') return 'can be undone'
  return acts.some(stops)
    ? 'cannot be undone: what is stopped runs again only when svscan, or you, start it again'
    : 'cannot be undone'
}

function stops(act: Act): boolean {
  if (act.act === 'signal') return act.signal !== 'SIGCONT'
  if (act.act === 'control') return /[dxk]/.test(act.orders)
  return act.act === 'command' && /(^|\/)svc$/.test(act.argv[0] ?? '') && /^-\w*[dxk]/.test(act.argv[1] ?? '')
}
