import { posix } from 'node:path'
import { type PlannedCommand, scriptOf } from '../../contract/command.js'
import type { OperationOf, PipeEnd } from '../../contract/operation.js'
import { isToldToExit } from '../../system/supervise-state.js'
import { launchWords } from '../../system/surroundings/launchers.js'
import { printable, quote, quoteCommand } from '../../text/quote.js'
import type { Draft, OperationFacts } from './facts.js'
import { decodeSvc } from './orders.js'
import { removeTree } from './processes.js'
import { interruptedByRelative } from './relatives.js'

export const command: OperationFacts<'command'> = {
  describe: ({ argv }) => argv.join(' '),
  lines: commandLines,
  undo: () => 'lasting',
  movesProcesses: true,
  links: null,
  interrupts({ argv, cwd }, system) {
    const theirs = interruptedByRelative(argv, cwd, system)
    if (theirs.length > 0) return theirs.map(supervise => ({ supervise, stays: false }))
    const svc = decodeSvc(argv)
    if (svc?.orders.interrupts !== true) return []
    return system.supervises
      .filter(({ directory }) => directory !== null && svc.directories.has(directory.path))
      .map(supervise => ({
        supervise,
        stays: svc.orders.onlyKills && !isToldToExit(supervise, system),
        goesOn: !svc.orders.leavesDown,
      }))
  },
  predicts({ argv }, { processes, system }) {
    const svc = decodeSvc(argv)
    if (svc?.orders.exits !== true) return
    for (const { directory, process } of system.supervises) {
      if (directory === null || directory.deleted || !svc.directories.has(directory.path)) continue
      removeTree(processes, system, process.pid)
    }
  },
  leavesDown: ({ argv }) => decodeSvc(argv)?.orders.leavesDown === true,
  command: operation => operation,
  // daemontools' own programs do not change the svscan directory. Other commands may do anything.
  mayChangeLinks: ({ argv }) => !['svc', 'svstat', 'svok'].includes(posix.basename(argv[0] ?? '')),
}

/** As a person would type it. A script is shown as it is written, after the values that it gets. */
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

export const start: OperationFacts<'start'> = {
  describe: ({ launch }) => `start ${launchWords(launch)}`,
  lines: ({ launch: { argv, readproctitle, outputs } }) => {
    const [output, errors] = outputs ?? [null, null]
    const reader = readproctitle === undefined ? '' : ` 2>&1 | ${quoteCommand(readproctitle)}`
    const files = [
      ...(output === null ? [] : [` >>${quote(output.path)}`]),
      ...(errors === null ? [] : [` 2>>${quote(errors.path)}`]),
    ]
    return [`${quoteCommand(argv)}${files.join('')}${reader} &  # in a session of its own`]
  },
  undo: () => 'lasting',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
  started: ({ launch }) => ({ argv: launch.argv, cwd: launch.directory }),
}

export const attach: OperationFacts<'attach'> = {
  describe: ({ argv }) => `start ${argv.slice(0, 3).join(' ')}`,
  lines({ argv, input, output }) {
    const redirections = [
      ...(input === null ? [] : [`<${pathOf(input)}`]),
      ...(output === null ? [] : [`>${pathOf(output)} 2>&1`]),
    ]
    return [`${quoteCommand(argv.slice(0, 3))} ${redirections.join(' ')} &  # in a session of its own`]
  },
  undo: () => 'lasting',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: predictAttached,
}

function pathOf({ process, descriptor }: PipeEnd): string {
  return `/proc/${process.pid}/fd/${descriptor}`
}

/** A svscan that is started has no pid yet, and its later operations need none. */
function predictAttached(
  { argv, like, input, output }: OperationOf<'attach'>,
  { processes, system }: Draft,
): void {
  const model = system.processes.get(like.pid)
  const pipeOf = (end: PipeEnd | null) =>
    end === null ? undefined : system.processes.get(end.process.pid)?.descriptors[end.descriptor]
  const read = pipeOf(input)
  if (argv[0] === 'cat' && model !== undefined && read !== undefined) {
    const pid = -1 - processes.size
    processes.set(pid, {
      ...model,
      ...{ pid, parent: 1, command: 'cat', arguments: argv, descriptors: { 0: read } },
    })
  }
  const written = pipeOf(output)
  if (argv[0] !== 'svscan' || model === undefined || written === undefined) return
  const { path, id } = system.svscanDirectory
  processes.set(0, {
    ...model,
    ...{ pid: 0, startTime: system.ticks, parent: 1, command: 'svscan', arguments: argv },
    workingDirectory: { path, deleted: false, id },
    descriptors: { 1: written, 2: written },
  })
}
