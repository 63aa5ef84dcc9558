import { type Doubt, doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import { age, idOf, superviseName } from '../../diagnosis/service-part.js'
import type { Process } from '../../system/process.js'
import { isLive } from '../../system/supervise-state.js'
import type { Supervise, Svscan } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

/** svscan reaps when it scans, every 5 seconds; one more for a scan that takes its time. */
const scan = 6

/** supervise waits a second after each start, and reaps only then. */
const pause = 1.2

export const zombie = defineFinding({
  id: 'zombie',
  severity: 'critical',
  title: 'a defunct process that stays',
  meaning:
    'A dead child of svscan or supervise is not reaped, or a new one appears again and again. The parent is stopped, or a start fails each time.',
  consequenceOf: [
    'run-unfinished',
    'supervise-in-deleted-directory',
    'process-stopped',
    'run-missing',
    'run-not-executable',
    'run-bad-interpreter',
    'log-lock-held',
    'log-shared',
    'service-restarting',
    'supervise-foreign',
    'supervise-duplicate',
    'supervise-orphaned',
    'supervise-cannot-start',
    'svscan-duplicate',
    'supervise-unlinked',
    'log-missing',
  ],
  *find(look) {
    const { system } = look
    for (const svscan of system.svscans) yield* belowSvscan(look, svscan)
    for (const supervise of system.supervises) yield* belowSupervise(look, supervise)
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to the cure of its cause',
  byHand: 'cure the cause: svscan reaps it at its next scan',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function* belowSvscan(look: RuleInput, { process: svscan }: Svscan): Iterable<Symptom | Doubt> {
  const { system, history } = look
  const zombies = defunct(look, svscan)
  if (zombies.length === 0) return
  const key = `zombie:${idOf(svscan)}`
  const young = zombies.filter(process => age(system, process) < scan)
  const before = history.get(key)
  const outlived = zombies.filter(process => lasted(look, `zombie:${idOf(process)}`) >= scan)
  const marks = young.map(idOf)
  // Two of them one after the other: the marks of earlier looks are still there when it is a third one's turn.
  const renewed = new Set([...(before?.marks ?? []), ...marks]).size > marks.length
  const again = young.length > 0 && (renewed || hasRival(look))
  if (again || outlived.length > 0 || svscan.state === 'T') {
    yield remembered(key, marks)
    for (const process of zombies) yield remembered(`zombie:${idOf(process)}`)
    yield symptom(
      null,
      zombies.map(({ pid }) => pid),
      again
        ? 'svscan starts a supervise again and again, and it exits at once: readproctitle says why'
        : 'a defunct child of svscan outlives its scans',
      { parent: svscan.pid, zombies: zombies.map(describe) },
    )
    return
  }
  for (const process of zombies) {
    yield doubt(null, `zombie:${idOf(process)}`, `a defunct child of svscan, pid ${process.pid}`, {
      again: Math.max(0.2, scan - lasted(look, `zombie:${idOf(process)}`)),
    })
  }
  yield doubt(null, key, 'a supervise has just exited below svscan', { marks, again: 1 })
}

/** What makes a new supervise fail at its lock is in sight already: nobody has to wait for the next one. */
function hasRival({ parts, system }: RuleInput): boolean {
  return (
    system.svscans.length > 1 ||
    (system.details?.obstacles.size ?? 0) > 0 ||
    system.foreign.length > 0 ||
    system.supervises.some(({ svscan, directory }) => svscan === null || directory?.deleted === true) ||
    parts.some(({ supervises }) => supervises.length > 1)
  )
}

function* belowSupervise(look: RuleInput, supervise: Supervise): Iterable<Symptom | Doubt> {
  const zombies = defunct(look, supervise.process)
  const [first] = zombies
  if (first === undefined) return
  const name = quote(superviseName(supervise))
  const key = `zombie:${idOf(supervise.process)}`
  const marks = zombies.filter(process => age(look.system, process) < scan).map(idOf)
  const before = look.history.get(key)?.marks
  const renewed = new Set([...(before ?? []), ...marks]).size > 1
  // A fork of supervise that never became `run`: there is nothing that it could start.
  const failed = first.command === supervise.process.command
  const stays = lasted(look, `zombie:${idOf(first)}`) >= scan || supervise.process.state === 'T'
  if (failed || renewed || stays) {
    yield remembered(key, marks)
    yield remembered(`zombie:${idOf(first)}`)
    yield symptom(
      supervise.service,
      zombies.map(({ pid }) => pid),
      failed
        ? `supervise for ${name} cannot start anything: each try leaves a defunct process`
        : `a defunct child of the supervise for ${name} is not the passing kind`,
      { parent: supervise.process.pid, zombies: zombies.map(describe) },
      { byHand: 'cure the cause; the zombie goes with it' },
    )
    return
  }
  yield doubt(supervise.service, `zombie:${idOf(first)}`, `a defunct child, pid ${first.pid}`, {
    again: pause,
  })
  yield doubt(supervise.service, key, `${name} has just exited`, { marks, again: pause })
}

function defunct({ system }: RuleInput, parent: Process): Process[] {
  return (system.children.get(parent.pid) ?? []).filter(process => !isLive(process))
}

function describe({ pid, command }: Process): string {
  return `${pid} [${command}] <defunct>`
}
