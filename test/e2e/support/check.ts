import type { TestDrill } from './drill.js'

export interface JsonFinding {
  readonly id: string
  readonly severity: string
  readonly service: string | null
  readonly pids: readonly number[]
  readonly causedBy?: string
  readonly evidence: Readonly<Record<string, unknown>>
}

export interface CheckResult {
  readonly exitCode: number
  readonly stderr: string
  readonly verdict: string
  readonly findings: readonly JsonFinding[]
  readonly services: readonly Record<string, unknown>[]
}

/** `svreset check --json` inside the drill, decoded. */
export async function checkJson(drill: TestDrill, ...argv: string[]): Promise<CheckResult> {
  const { stdout, stderr, exitCode } = await drill.svreset('check', '--json', ...argv)
  return { ...JSON.parse(stdout), stderr, exitCode }
}

/** `id service`, or the id alone; each once, sorted. */
export function causes(findings: readonly JsonFinding[]): string[] {
  const named = findings
    .filter(({ causedBy }) => causedBy === undefined)
    .map(({ id, service }) => (service === null ? id : `${id} ${service}`))
  return [...new Set(named)].sort()
}

export function consequences(findings: readonly JsonFinding[]): string[] {
  return [...new Set(findings.filter(({ causedBy }) => causedBy !== undefined).map(({ id }) => id))].sort()
}
