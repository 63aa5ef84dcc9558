import { createInterface } from 'node:readline'
import { execa } from 'execa'
import type { EventJson } from '../contract/schemas/events.js'
import type { Copy } from '../drill/copy/open-copy.js'
import type { Performance } from './report.js'

/** No run takes longer: every wait of a runbook has an end. */
const longest = 24 * 3_600_000

/** Runs svreset inside the copy to its end, and keeps what it says. */
export async function perform(
  copy: Copy,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  show: (event: EventJson) => void = () => {},
): Promise<Performance> {
  const [file, ...rest] = copy.enter(argv)
  const child = execa(file, rest, {
    // The operator's Ctrl-C is for the rehearsal, which then ends all of the copy.
    detached: true,
    env: environment,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    buffer: { stdout: false },
    timeout: longest,
  })
  const events: EventJson[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as EventJson
    events.push(event)
    show(event)
  }
  const { exitCode, stderr } = await child
  return { events, exitCode: exitCode ?? 1, complaint: stderr.split('\n') }
}
