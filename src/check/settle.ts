import { setTimeout as delay } from 'node:timers/promises'
import type { Finding } from '../contract/finding.js'
import type { OpenRun } from '../contract/open-run.js'
import type { Doubt } from '../diagnosis/doubt.js'
import { type DoubtHistory, noDoubts } from '../diagnosis/doubt-history.js'
import { unsettled } from '../diagnosis/unsettled.js'
import { examine } from '../findings/diagnose.js'
import { type ObserveOptions, observe } from '../system/observe.js'
import type { System } from '../system/system.js'

export interface Checked {
  readonly system: System
  readonly findings: readonly Finding[]
  /** The number of looks. */
  readonly looks: number
  /** The process table for the next check, if there is one. */
  readonly history: DoubtHistory
}

export interface SettleOptions {
  /** Seconds from the first look to the last. Default: as long as there is a doubt, at most 10. */
  readonly settle?: number | undefined
  /** Which doubts are worth a second look. */
  readonly matters: (service: string | null) => boolean
  /** Called once, before the first wait. */
  readonly onWait: (doubts: readonly Doubt[], settle: number | undefined) => void
  readonly history?: DoubtHistory
  /** Whether nobody is going to read the owners and arguments of the services' processes. */
  readonly brief: boolean
  /** Whether a run is at work or unfinished, asked before each look. Default: nobody asks. */
  readonly findRun?: () => Promise<OpenRun | null>
  /** What was read just now: the first look does not read it again. */
  readonly read?: Pick<ObserveOptions, 'processes' | 'locks'>
  readonly signal?: AbortSignal
  /** How long a service has to stop, in seconds. */
  readonly stopTimeout?: number | undefined
}

/** The rules speak of 10 seconds from the first look. One more second shows the last restart. */
const patience = 11

/** Looks, and looks again only if there is a doubt (or if `settle` asks for it). Throws AbortError when aborted. */
export async function checkUntilSettled(directory: string, options: SettleOptions): Promise<Checked> {
  const { settle, matters, onWait, signal, findRun = async () => undefined } = options
  const limit = settle ?? patience
  const start = performance.now()
  let history = options.history ?? noDoubts
  let told = false
  for (let looks = 1; ; looks++) {
    // A brief look is enough if nothing is wrong. Otherwise svreset looks once more, because evidence names processes as ps does.
    const run = await findRun()
    const brief = options.brief && looks === 1 && settle === undefined
    const system = observe(directory, {
      closely: true,
      around: true,
      brief,
      recorded: recordedIn(run),
      ...(looks === 1 ? options.read : {}),
    })
    const examination = examine(system, history, { stopTimeout: options.stopTimeout, run: run ?? null })
    history = examination.history
    const doubts = examination.doubts.filter(({ service }) => matters(service))
    const left = limit - (performance.now() - start) / 1000
    const settled = settle === undefined && doubts.length === 0
    if (left <= 0 || (settled && !(brief && examination.findings.length > 0))) {
      return { system, findings: [...examination.findings, ...unsettled(doubts)], looks, history }
    }
    if (settled) continue
    if (!told) onWait(doubts, settle)
    told = true
    await delay(Math.min(left, nextLook(doubts)) * 1000, undefined, signal === undefined ? {} : { signal })
  }
}

/** Whoever does not ask for runs does not look at services without a link. */
function recordedIn(run: OpenRun | null | undefined): OpenRun['links'] | undefined {
  return run === null ? [] : run?.links
}

/** Seconds until another look can tell more. */
export function nextLook(doubts: readonly Doubt[]): number {
  return Math.max(0.2, Math.min(1, ...doubts.map(({ again }) => again ?? 1)))
}
