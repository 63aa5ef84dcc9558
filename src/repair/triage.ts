import { type Cure, type Cures, cures as cureKinds, gather } from '../contract/cure.js'
import type { Finding } from '../contract/finding.js'
import type { Runbook } from '../contract/runbook.js'
import { definitionOf } from '../findings/index.js'
import { clearTitle, person, type Remedy } from '../findings/remedy.js'
import { isForeignGround } from '../system/relatives/ground.js'
import type { System } from '../system/system.js'

/** A finding, and what is to become of it. */
export interface Treatment {
  readonly finding: Finding
  readonly remedy: Remedy | { readonly kind: 'follows'; readonly cause: string }
}

export interface Triage {
  readonly treatments: readonly Treatment[]
  readonly cures: Cures
}

/** What becomes of each finding. A consequence goes with its cause; what the cause's remedy leaves has one of its own. */
export function triage(findings: readonly Finding[], system: System): Triage {
  const first = new Map<Finding, Remedy>()
  for (const finding of findings) {
    if (finding.causedBy === undefined) first.set(finding, remedyOf(finding, findings, system))
  }
  const treatments = findings.map((finding): Treatment => {
    const known = first.get(finding)
    if (known !== undefined) return { finding, remedy: known }
    const cause = finding.causedBy ?? ''
    const cured = causesOf(finding, findings).some(other => isCured(other, first, findings))
    const own = cured && definitionOf(finding.id).remedyAsConsequence
    return { finding, remedy: own ? remedyOf(finding, findings, system) : { kind: 'follows', cause } }
  })
  const cures = treatments.flatMap(({ remedy }): readonly Cure[] =>
    remedy.kind === 'cure' ? remedy.cures : [],
  )
  return { treatments, cures: gather([...cures, ...titles(cures)]) }
}

function titles(cures: readonly Cure[]): Cure[] {
  const svscanGoesOn = cures.some(({ cure, item }) => cure === 'continue' && item.service === null)
  return svscanGoesOn || cures.some(({ cure }) => cureKinds[cure].leavesMessages) ? [clearTitle] : []
}

/** What another family keeps, or keeps too, svreset cures nothing of: its orders might reach the wrong one. */
function remedyOf(finding: Finding, findings: readonly Finding[], system: System): Remedy {
  if (isForeignGround(system) || system.foreign.some(({ name }) => name === finding.service))
    return person(finding.byHand)
  return definitionOf(finding.id).remedy({ finding, findings, system })
}

/** The findings of the id that this one is a consequence of, where they concern the same service, or svscan as a whole. */
export function causesOf(finding: Finding, findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ id, service }) =>
      id === finding.causedBy &&
      (service === null || finding.service === null || service === finding.service),
  )
}

/** Through all that lies between. */
function isCured(
  finding: Finding,
  first: ReadonlyMap<Finding, Remedy>,
  findings: readonly Finding[],
): boolean {
  const known = first.get(finding)
  if (known !== undefined) return known.kind === 'cure'
  return causesOf(finding, findings).some(other => other !== finding && isCured(other, first, findings))
}

/** A runbook without the steps that go through cures of which there are none: what remains of it is the plan. */
export function onlyNeeded(runbook: Runbook, cures: Cures): Runbook {
  const needed = new Set(Object.keys(cures).map(name => `cures.${name}`))
  const steps = runbook.steps.filter(({ forEach }) => {
    const of = forEach?.of
    return typeof of !== 'string' || !of.startsWith('cures.') || needed.has(of)
  })
  return { ...runbook, steps }
}
