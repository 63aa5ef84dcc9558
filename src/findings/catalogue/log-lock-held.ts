import { symptom } from '../../diagnosis/rule.js'
import type { Process } from '../../system/process.js'
import { isLive } from '../../system/supervise-state.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { processesOf } from '../facts.js'
import { type Case, cure, forProcess, person, type Remedy } from '../remedy.js'
import { ownerOfLog } from './log-shared.js'

export const logLockHeld = defineFinding({
  id: 'log-lock-held',
  severity: 'critical',
  title: 'a log directory locked by another process',
  meaning:
    'A log directory is locked by its multilog, and here another process holds the lock: the multilog of a supervise that was killed, or one of an old copy. The log of the service cannot start.',
  consequenceOf: [
    'run-unfinished',
    'supervise-in-deleted-directory',
    'supervise-unlinked',
    'supervise-duplicate',
    'supervise-orphaned',
  ],
  *find({ system }) {
    for (const service of system.services) {
      const { name, directory } = service
      for (const { path, pid } of system.details?.logLocks.get(directory.log?.id ?? '') ?? []) {
        if (ownerOfLog(pid, service, system) !== null) continue
        const holder = system.processes.get(pid)
        const who =
          holder === undefined ? 'a process of another PID namespace' : `${quote(holder.command)}, pid ${pid}`
        yield symptom(
          name,
          pid === 0 ? [] : [pid],
          `the lock of the log directory of ${quote(name)} is held by ${who}, which is not its multilog`,
          { lock: path, holder: holder === undefined ? 'another PID namespace' : commandOf(holder) },
        )
      }
    }
  },
  remedy: remedyForLogLockHeld,
  bySvreset:
    'ends the old log where it reads the pipe of this very service; any other holder is left to a person',
  byHand: 'end the holder, by its pid',
  resetEnds: true,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForLogLockHeld({ finding, system }: Case): Remedy {
  const service = system.services.find(({ name }) => name === finding.service)
  const pipes = new Set([
    ...(service?.supervises ?? []).map(({ process }) => process.descriptors[1]),
    ...(service?.logSupervises ?? []).map(({ process }) => process.descriptors[0]),
  ])
  const holders = processesOf(finding, system)
  const stranger = holders.find(holder => !isOldLog(holder, pipes))
  if (holders.length === 0 || stranger !== undefined) {
    const who =
      stranger === undefined
        ? 'a process that cannot be seen from here'
        : `${commandOf(stranger)}, pid ${stranger.pid},`
    return person(`${who} is none of this service: end it if it is not wanted, and the log starts`)
  }
  return cure(
    'end the old log: the lines in its pipe wait for the next one',
    holders.map(holder => forProcess('end-process', holder, commandOf(holder), finding.service)),
  )
}

/** Left to process 1 and reading this very service's pipe: nobody else can have that. */
function isOldLog(process: Process, pipes: ReadonlySet<string | undefined>): boolean {
  const input = process.descriptors[0]
  return process.parent === 1 && isLive(process) && input !== undefined && pipes.has(input)
}

function commandOf({ arguments: words, command }: Process): string {
  return words.length > 0 ? words.join(' ') : command
}
