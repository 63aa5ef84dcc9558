import { readFileSync } from 'node:fs'
import { vocabulary } from '../../src/actions/index.js'
import type { Finding } from '../../src/contract/finding.js'
import type { Operation } from '../../src/contract/operation.js'
import type { Plan } from '../../src/contract/plan.js'
import { diagnose } from '../../src/findings/diagnose.js'
import { onlyNeeded, type Triage, triage } from '../../src/repair/triage.js'
import { freshLaunch } from '../../src/restart/index.js'
import { loadRunbook } from '../../src/runbook/language/load.js'
import { makePlan } from '../../src/runbook/plan/plan.js'
import { recordLinks } from '../../src/system/link-record.js'
import type { System } from '../../src/system/system.js'
import { later } from '../diagnosis/build.js'

const file = new URL('../../runbooks/repair.yaml', import.meta.url)
export const repairRunbook = loadRunbook('repair.yaml', readFileSync(file, 'utf8'), vocabulary)

/** What was found on a system that has been so for seven seconds, and what becomes of it. */
export function triageOf(system: System): Triage & { readonly findings: readonly Finding[] } {
  const settled = later(system, 7)
  const findings = diagnose(settled, system)
  return { ...triage(findings, settled), findings }
}

/** The plan of a repair of this system; `now`: what it has become since. */
export function planOf(system: System, now: System = system): Plan {
  const { cures, findings } = triageOf(system)
  const restart = {
    ...{ method: 'manual', evidence: 'it is a test', target: null, userManager: null },
    ...{ respawns: false, refusal: null, command: [], launch: freshLaunch(system) },
  }
  return makePlan(
    onlyNeeded(repairRunbook, cures),
    {
      ...{ initial: system, links: recordLinks(system), services: [] },
      ...{ restart, results: new Map() },
      parameters: { stop_timeout: '30s' },
      repair: { cures, findings, services: null },
    },
    vocabulary,
    now,
  )
}

/** What the steps do, in words short enough to compare: `renew: dx 100`. */
export function told({ steps }: Plan): string[] {
  return steps.flatMap(({ id, operations }) => operations.flatMap(operation => words(id, operation)))
}

function words(id: string, operation: Operation): string[] {
  switch (operation.kind) {
    case 'control':
      return [`${id}: ${operation.orders} ${operation.process.pid}`]
    case 'signal':
      return [`${id}: ${operation.signal} ${operation.process.pid}`]
    case 'command':
      return [`${id}: ${operation.argv.join(' ')}`]
    case 'attach':
      return [`${id}: start ${operation.argv[0]}`]
    case 'unlink':
    case 'link':
      return [`${id}: ${operation.kind} ${operation.link.name}`]
    case 'write-manifest':
      return []
    default:
      return [`${id}: ${operation.kind}`]
  }
}
