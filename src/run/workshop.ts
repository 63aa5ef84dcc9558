import { userInfo } from 'node:os'
import type { Plan } from '../runbook/plan.js'
import type { RunContext } from '../runbook/context.js'
import type { RunEvent } from './events.js'
import type { Workshop } from './carry-out.js'
import { type Journal, openJournal } from './journal.js'
import { formatManifest, type Manifest, type Operator } from './manifest.js'
import { formatRestoreScript } from './restore-script.js'
import { createRunDirectory, runDirectory, syncDirectory, writeDurably } from './state-directory.js'

export interface RunFiles {
  readonly workshop: Workshop
  readonly journal: Journal
  /** Path of the manifest once it is written. */
  manifest(): string | null
}

interface Options {
  readonly run: string
  readonly stateDir: string
  readonly plan: Plan
  readonly context: RunContext
  readonly environment: NodeJS.ProcessEnv
  emit(event: RunEvent): void
  currentStep(): string
}

/** The run's own files. Nothing is created before the first act is announced: a run that is declined leaves no trace. */
export function openRunFiles(options: Options): RunFiles {
  const { run, stateDir, plan, context } = options
  const directory = runDirectory(stateDir, run)
  const operator = whoRuns(options.environment)
  let journal: Journal | null = null
  let manifest: string | null = null
  const open = (): Journal => {
    if (journal !== null) return journal
    createRunDirectory(stateDir, run)
    journal = openJournal(`${directory}/journal.jsonl`)
    const { path, id } = context.initial.serviceDirectory
    const { name, digest } = plan.runbook
    const bootId = context.initial.bootId
    journal.write({ event: 'started', run, runbook: { name, digest }, serviceDirectory: { path, id }, bootId, operator, pid: process.pid })
    syncDirectory(directory)
    return journal
  }
  return {
    manifest: () => manifest,
    journal: {
      write(entry) {
        if (journal === null && entry.event !== 'intent') return
        open().write(entry)
      },
      close: () => journal?.close(),
    },
    workshop: {
      serviceDirectory: context.initial.serviceDirectory.path,
      holds: new Set(),
      record(links) {
        const { host, bootId, serviceDirectory, time } = context.initial
        const value: Manifest = { run, created: new Date(time).toISOString(), host, bootId, operator, serviceDirectory: serviceDirectory.path, links }
        writeDurably(`${directory}/manifest.yaml`, formatManifest(value), 0o600)
        writeDurably(`${directory}/restore.sh`, formatRestoreScript(value), 0o700)
        syncDirectory(directory)
        manifest = `${directory}/manifest.yaml`
      },
      ranCommand(outcome) {
        const { argv, exitCode, durationMs, output } = outcome
        const step = options.currentStep()
        journal?.write({ event: 'command', step, argv: argv.slice(0, 2), exitCode, durationMs, output: output.slice(0, 4096) })
        options.emit({ event: 'command', step, outcome })
      },
    },
  }
}

function whoRuns(environment: NodeJS.ProcessEnv): Operator {
  const uid = process.geteuid?.() ?? -1
  const sudoUser = environment.SUDO_USER
  return { uid, user: userName(uid), ...(sudoUser ? { sudoUser } : {}) }
}

function userName(uid: number): string {
  try {
    return userInfo().username
  } catch {
    return String(uid)
  }
}
