import { requireValid } from '../../contract/validate.js'
import type { TestDrill } from './drill.js'

/** Every link of the service directory as `ls` and `stat` see it: name, target, owner, time to the microsecond (Node sets no finer one); as base64 lines, so that every byte counts. */
export async function linksOf(drill: TestDrill): Promise<string[]> {
  const script = `cd /etc/service && find . -mindepth 1 -maxdepth 1 -type l -printf '%f\\001%l\\001%U:%G\\001%T@\\000' | sort -z | base64 -w0`
  const bytes = Buffer.from(await drill.sh(script), 'base64').toString('latin1')
  return bytes
    .split('\0')
    .filter(line => line !== '')
    .map(line => line.replace(/(\.\d{6})\d*$/, '$1'))
}

/** Links without their time of change: name and target. */
export async function linkNames(drill: TestDrill): Promise<string[]> {
  return (await linksOf(drill)).map(line => line.split('\u0001').slice(0, 2).join(' -> '))
}

export interface JsonEvent {
  readonly event: string
  readonly time: string
  readonly [key: string]: unknown
}

/** The events that `--json` printed; throws where a line is none, or is not as its schema has it. */
export function eventsOf(stdout: string): JsonEvent[] {
  requireValid(stdout)
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as JsonEvent)
}
