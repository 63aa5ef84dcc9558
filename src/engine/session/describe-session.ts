import { release, userInfo } from 'node:os'
import type { CommandContext } from '../../contract/command-context.js'
import type { RunContext } from '../../contract/context.js'
import type { Plan } from '../../contract/plan.js'
import type { Operator } from '../../journal/manifest.js'
import { readProcText } from '../../system/read.js'

export interface SessionFacts {
  readonly plan: Plan
  readonly context: RunContext
  readonly command: Pick<CommandContext, 'argv' | 'environment' | 'version'>
}

/** Who works on the run, on which machine, and what was typed. */
export function describeSession({ plan, context, command }: SessionFacts) {
  return {
    bootId: context.initial.bootId,
    operator: whoRuns(command.environment),
    pid: process.pid,
    command: ['svreset', ...command.argv],
    machine: { kernel: release(), init: readInit(), node: process.version, svreset: command.version },
    steps: plan.steps.map(({ id, name }) => ({ id, name })),
  }
}

export function whoRuns(environment: NodeJS.ProcessEnv): Operator {
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

/** What process 1 is called. */
function readInit(): string {
  return readProcText('/proc/1/comm').trim()
}
