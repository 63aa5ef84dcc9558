import { serviceNames } from '../../check/service-names.js'
import { checkUntilSettled } from '../../check/settle.js'
import type { CommandContext } from '../../contract/command-context.js'
import type { Repair } from '../../contract/repair.js'
import type { IgnoredFinding } from '../../contract/settings.js'
import { narrow } from '../../diagnosis/narrow.js'
import { refuseForeignGround } from '../../engine/guard/foreign-ground.js'
import { refuseChangedPlan } from '../../engine/saved-plan/plan-changes.js'
import { ExitCode, UserError } from '../../errors.js'
import { stateDirectory } from '../../journal/state-directory.js'
import { refuseIfUnfinished } from '../../journal/unfinished.js'
import { ignoredLines, verdictLine } from '../../render/check-text.js'
import { treatmentLines } from '../../render/repair-text.js'
import { findingsEventJson, runEventJson } from '../../render/run-json.js'
import { type Treatment, triage } from '../../repair/triage.js'
import { logTail } from '../../system/details/log-tails.js'
import { findSvscanDirectory } from '../../system/find-svscan-directory.js'
import { refuseIfLocked } from '../../system/lock-holder.js'
import { observe } from '../../system/observe.js'
import { requireOwnRoot } from '../../system/own-root.js'
import { fileId, tryStat } from '../../system/read.js'
import type { System } from '../../system/system.js'
import { requireTrustedState } from '../../system/trust.js'
import { trustedUids } from '../../system/trusted-uids.js'
import { parseDuration } from '../../text/duration.js'
import { makeStyle, wantsColor } from '../../text/style.js'
import { textOf } from '../../text/terminal-text.js'
import { wrap } from '../../text/wrap.js'
import { waitNote } from '../check/options.js'
import { withDefaults } from '../settings/acting-settings.js'
import { readSettings, rulesOf, sortFindings } from '../settings/read-settings.js'
import { keepHeapSmall } from '../v8-flags.js'
import type { RepairOptions } from './acting-options.js'
import { runRunbook, wantsDetailedExitCode } from './run-runbook.js'

/** Checks, says what happens to each finding, cures with a run what can be cured, and checks again. Returns the exit code. */
export async function repair(
  words: readonly string[],
  given: RepairOptions,
  context: CommandContext,
): Promise<number> {
  keepHeapSmall()
  const settings = await readSettings()
  const options = withDefaults(given, settings, { hasStopTimeout: true })
  // A repair with nothing to do comes to no run, which would refuse it.
  wantsDetailedExitCode(options)
  const directory = findSvscanDirectory(options.serviceDir)
  requireOwnRoot(directory)
  refuseBesideRun(directory, options, context)
  refuseForeignGround({ name: 'repair', family: 'daemontools' }, observe(directory, { brief: true }))
  const services = serviceNames(words, directory, 'repair')
  const { system, findings: all } = await checkUntilSettled(directory, {
    matters: service => services === null || service === null || services.has(service),
    onWait: (doubts, settle) => context.warn(waitNote(doubts, settle)),
    brief: false,
    stopTimeout: stopTimeoutOf(options),
  })
  const { counted, ignored } = sortFindings(narrow(all, services), settings)
  const findings = [...counted]
  const { treatments, cures } = triage(findings, system)
  say(treatments, ignored, system, services, options, context)
  const ignore = rulesOf(settings)
  const order: Repair = {
    cures,
    findings,
    services: services === null ? null : [...services],
    ...(ignore.length === 0 ? {} : { ignore }),
  }
  const taken = {
    earlier: null,
    expectedDigest: null,
    force: false,
    repair: order,
    maxInterrupt: options.maxInterrupt,
  }
  const reset = treatments.find(isWidening)
  if (reset !== undefined) {
    if (services !== null) throw onlyForAll(reset)
    return runRunbook('reset', options, context, taken)
  }
  if (Object.keys(cures).length > 0) return runRunbook('repair', options, context, taken)
  return sayNothingToDo(order, options, context)
}

/** Before any cure is named: what is wrong beside a run that is at work or unfinished needs that run's end, and no cure. */
function refuseBesideRun(path: string, options: RepairOptions, { environment }: CommandContext): void {
  refuseIfLocked(path)
  const stateDir = stateDirectory(options.stateDir, environment)
  const trusted = trustedUids(options.trustOwner)
  const stats = tryStat(path)
  if (stats === null) return
  requireTrustedState(stateDir, trusted)
  refuseIfUnfinished(stateDir, trusted, { path, id: fileId(stats) }, options.stateDir)
}

/** Seconds; undefined: nobody has said. */
function stopTimeoutOf({ stopTimeout, param }: RepairOptions): number | undefined {
  const milliseconds = parseDuration(stopTimeout ?? param?.stop_timeout ?? '')
  return milliseconds === null ? undefined : milliseconds / 1000
}

function isWidening({ remedy }: Treatment): boolean {
  return remedy.kind === 'reset' && remedy.urgent
}

/** Prints the findings and what happens to each, before anything else. */
function say(
  treatments: readonly Treatment[],
  ignored: readonly IgnoredFinding[],
  system: System,
  services: ReadonlySet<string> | null,
  options: RepairOptions,
  { stdout, say: print, environment }: CommandContext,
): void {
  if (options.json) stdout.write(findingsEventJson(treatments, new Date()))
  if (options.json || options.quiet) return
  const style = makeStyle(wantsColor(stdout, environment, !options.color))
  const findings = treatments.map(({ finding }) => finding)
  const width = Math.max(40, stdout.columns || 80)
  const verdict = verdictLine(system, findings, { style, services })
  const lines = [
    ...(stdout.isTTY ? wrap(verdict, width, '') : [verdict]),
    ...ignoredLines({ ignored, style, columns: width }),
    ...treatmentLines(treatments, {
      style,
      width,
      logTail(name) {
        const service = system.services.find(each => each.name === name)
        return service === undefined ? [] : logTail(service)
      },
    }),
  ]
  print(textOf([...lines, ...(treatments.length === 0 ? [] : [''])]))
}

function sayNothingToDo(
  { findings }: Repair,
  { json, quiet, dryRun, expected }: RepairOptions,
  { stdout, say: print }: CommandContext,
): number {
  if (expected !== undefined)
    throw refuseChangedPlan(expected.file, [
      'svreset no longer finds what the plan cures, or would cure it in another way',
    ])
  const left = findings.map(finding => ({ ...finding, advice: finding.byHand }))
  const exitCode = findings.length === 0 || dryRun ? ExitCode.done : ExitCode.failed
  const end = {
    run: '',
    status: 'done',
    exitCode,
    manifest: null,
    links: 'in-place',
    linksOut: [],
    next: '',
    effect: null,
    outcome: { cured: [], left, fresh: [] },
  } as const
  if (json) stdout.write(runEventJson({ event: 'run-finished', end }, new Date()) ?? '')
  else if (!quiet)
    print(findings.length === 0 ? 'Nothing to repair.\n' : 'svreset repair can cure none of this.\n')
  return exitCode
}

/** A person who repairs one service does not expect a restart of all services. */
function onlyForAll({ finding, remedy }: Treatment): UserError {
  return new UserError(ExitCode.refused, `unable to repair only these services: ${finding.message}`, {
    reason: remedy.kind === 'reset' ? remedy.says : finding.message,
    next: 'svreset repair without a service runs a reset, which interrupts all services; svreset --dry-run shows it',
  })
}
