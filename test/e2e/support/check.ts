import type { TestDrill } from './drill.js'

export interface JsonFinding {
  readonly id: string
  readonly severity: string
  readonly service: string | null
  readonly pids: readonly number[]
  readonly message: string
  /** What to do about it, in one line. */
  readonly remedy: string
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
  return [...new Set(findings.filter(({ causedBy }) => causedBy === undefined).map(label))].sort()
}

function label({ id, service }: JsonFinding): string {
  return service === null ? id : `${id} ${service}`
}

export function consequences(findings: readonly JsonFinding[]): string[] {
  return [...new Set(findings.filter(({ causedBy }) => causedBy !== undefined).map(({ id }) => id))].sort()
}

/** All pids that findings of this id and service name, sorted, by `id service` as in `causes`. */
export function pidsByFinding(findings: readonly JsonFinding[]): ReadonlyMap<string, number[]> {
  const pids = new Map<string, number[]>()
  for (const finding of findings) {
    const key = label(finding)
    pids.set(
      key,
      [...(pids.get(key) ?? []), ...finding.pids].sort((a, b) => a - b),
    )
  }
  return pids
}

/** Consequences of something that is not there, or that itself leads to no cause: there must be none. */
export function unexplained(findings: readonly JsonFinding[]): string[] {
  const explained = new Set(findings.filter(({ causedBy }) => causedBy === undefined).map(({ id }) => id))
  for (let size = -1; size < explained.size; ) {
    size = explained.size
    for (const { id, causedBy } of findings) {
      if (causedBy !== undefined && explained.has(causedBy)) explained.add(id)
    }
  }
  return findings.filter(({ causedBy = '', id }) => !explained.has(causedBy || id)).map(label)
}
