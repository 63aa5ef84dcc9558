import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import type { RehearsalJson } from '../contract/schemas/rehearsal.js'
import type { Copy } from '../drill/copy/open-copy.js'
import { perform } from './perform.js'
import { last } from './scope.js'
import { type Seen, shapeChanges } from './shape.js'

type Attempt = NonNullable<RehearsalJson['broken']>['attempts'][number]

/** svscan looks every 5 seconds, and supervise waits a second before it starts a service again. */
const patience = 15_000

/** After a run that was broken on purpose: does this command bring the shape of the system back? */
export async function tryToMend(
  copy: Copy,
  command: 'resume' | 'restore',
  before: Seen,
  environment: NodeJS.ProcessEnv,
): Promise<Attempt> {
  const { events, exitCode, complaint } = await perform(
    copy,
    ['svreset', command, '--yes', '--json'],
    environment,
  )
  const changes = await untilAsBefore(copy, before, environment)
  const status = last(events, 'run-finished')?.status ?? null
  const error = complaint.find(line => line.startsWith('svreset: error: ')) ?? ''
  return {
    command: `svreset ${command}`,
    exitCode,
    status,
    shape: changes.length === 0,
    says:
      changes.length === 0 ? 'every link is in place, and every service is as before' : (changes[0] ?? error),
  }
}

/** The services of the copy as svreset check --json tells them. */
export async function seenIn(copy: Copy, environment: NodeJS.ProcessEnv): Promise<Seen> {
  const [file, ...argv] = copy.enter(['svreset', 'check', '--json', '--settle', '0'])
  const { stdout } = await execa(file, argv, {
    env: environment,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  return JSON.parse(stdout) as Seen
}

async function untilAsBefore(copy: Copy, before: Seen, environment: NodeJS.ProcessEnv): Promise<string[]> {
  for (const deadline = performance.now() + patience; ; await delay(500)) {
    const changes = shapeChanges(before, await seenIn(copy, environment))
    if (changes.length === 0 || performance.now() > deadline) return changes
  }
}
