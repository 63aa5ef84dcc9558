import type { Evidence } from '../../contract/finding.js'
import type { OpenRun } from '../../contract/open-run.js'
import { symptom } from '../../diagnosis/rule.js'
import { begunWords, stepWords, stoppedWords } from '../../diagnosis/run-words.js'
import { isUp } from '../../system/supervise-state.js'
import type { System } from '../../system/system.js'
import { formatDuration } from '../../text/duration.js'
import { count } from '../../text/list.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import type { Case, Remedy } from '../remedy.js'

export const runUnfinished = defineFinding({
  id: 'run-unfinished',
  severity: 'critical',
  title: 'a run that nobody has finished',
  meaning:
    'A run of svreset has removed links, and was stopped or killed before its end; or its undo has failed. Services may be down, and svscan does not know of those without a link. What else is wrong then mostly follows from this.',
  *find({ system, run }) {
    if (run === null || run.atWork) return
    const { leftOff, ways } = run
    const out = linksOut(run, system)
    const down = servicesDown(run, system)
    const about = leftOff === null ? '' : ` (${begunWords(leftOff, system.time)})`
    const how = leftOff === null ? 'was not finished' : stoppedWords(leftOff)
    const start =
      down.length === 0
        ? []
        : [
            `once its supervise runs, svc -u ${down.map(({ directory }) => quote(directory)).join(' ')} starts what is still down`,
          ]
    yield symptom(
      null,
      [],
      `run ${run.run}${about} ${how}: ${out.length} of ${count(run.links.length, 'link')} ${are(out.length)} out, ${down.length} of ${count(run.ran.length, 'service')} that ran ${are(down.length)} down`,
      { ...evidenceOf(run), linksOut: out, servicesDown: namesOf(down) },
      {
        byHand: [...ways.map(({ command, does }) => `${command} ${does}`), ...start].join('; '),
        // Somebody has put all in order by hand: it only has to be closed.
        ...(out.length + down.length === 0 ? { severity: 'warning' as const } : {}),
      },
    )
  },
  remedy: remedyForRun,
  bySvreset:
    'svreset resume continues the run, svreset restore puts its links back; svreset repair refuses to begin until then',
  byHand:
    'sh restore.sh, in the directory of the run, puts its links back; svc -u starts what is still down then',
  resetEnds: false,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** Milliseconds. A run that records nothing for so long may be waiting for an answer of somebody who has left. */
const quiet = 300_000

export const runAtWork = defineFinding({
  id: 'run-at-work',
  severity: 'warning',
  title: 'a run at work',
  meaning:
    'A run of svreset is at work on this svscan directory: it holds the lock. Services stop and start meanwhile, so nothing else is told. It is critical if the run has recorded nothing for 5 minutes while links are out: it may be waiting for an answer.',
  *find({ system, run }) {
    if (run === null || !run.atWork || run.leftOff === null) return
    const { step, of, last, heard } = run.leftOff
    const out = linksOut(run, system)
    const waits = out.length > 0 && system.time - heard > quiet
    const where = step === null ? '' : `${stepWords(step, of)}, `
    yield symptom(
      null,
      [last.pid],
      `run ${run.run} is at work (${begunWords(run.leftOff, system.time)}): ${where}pid ${last.pid}` +
        (waits ? `; it has recorded nothing for ${formatDuration(system.time - heard)}` : ''),
      { ...evidenceOf(run), linksOut: out, servicesDown: namesOf(servicesDown(run, system)) },
      {
        byHand: `wait until it has finished; svreset runs ${run.run} shows how far it is`,
        ...(waits ? { severity: 'critical' as const } : {}),
      },
    )
  },
  remedy: remedyForRun,
  bySvreset: 'waits for nothing, and begins no other run beside it',
  byHand: 'wait until it has finished, or answer its question; svreset runs shows how far it is',
  resetEnds: false,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** Its first two ways out are enough for the last line. */
function remedyForRun({ finding: { byHand } }: Case): Remedy {
  return { kind: 'command', says: byHand, command: byHand.split('; ').slice(0, 2).join('; ') }
}

function are(number: number): string {
  return number === 1 ? 'is' : 'are'
}

function linksOut({ links }: OpenRun, { entries }: System): string[] {
  const there = new Set(entries.map(({ name }) => name))
  return links.flatMap(({ name }) => (there.has(name) ? [] : [name]))
}

function namesOf(services: OpenRun['ran']): string[] {
  return services.map(({ name }) => name)
}

function servicesDown({ ran }: OpenRun, { services, unlinked }: System): OpenRun['ran'] {
  const up = [...services, ...unlinked].filter(({ supervises }) => supervises.some(isUp))
  const names = new Set(up.map(({ name }) => name))
  return ran.filter(({ name }) => !names.has(name))
}

function evidenceOf({ run, leftOff, doubt }: OpenRun): Evidence {
  return { run, ...(leftOff === null ? {} : timesOf(leftOff)), ...(doubt === null ? {} : { doubt }) }
}

function timesOf({
  runbook,
  begun,
  last,
  heard,
  ended,
  step,
  of,
}: NonNullable<OpenRun['leftOff']>): Evidence {
  return {
    runbook,
    begun: new Date(begun.from).toISOString(),
    by: begun.who,
    ...(last === begun ? {} : { [last.kind]: new Date(last.from).toISOString(), continuedBy: last.who }),
    lastRecord: new Date(heard).toISOString(),
    ended,
    step: step === null ? null : stepWords(step, of).replace(/^step /, ''),
  }
}
