import type { Cure, CureItem, CureName } from '../contract/cure.js'
import type { Finding } from '../contract/finding.js'
import type { Process } from '../system/process.js'
import { idOf, nameOf, serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'

/** What is to become of a finding. */
export type Remedy =
  /** Steps of runbooks/repair.yaml. `says`: what they do, in a few words. */
  | { readonly kind: 'cure'; readonly says: string; readonly cures: readonly Cure[] }
  /** A program must not, or cannot, mend this by itself. */
  | { readonly kind: 'person'; readonly says: string }
  /** Other commands help; `command`: the last line of a check. */
  | { readonly kind: 'command'; readonly says: string; readonly command: string }
  /** Nothing smaller than the reset cures it. `urgent`: at once; else at a quiet hour. */
  | {
      readonly kind: 'reset'
      readonly says: string
      readonly urgent: boolean
      /** The last line of a check, where svreset repair alone would refuse. */
      readonly command?: string
    }

/** What the remedies may know: the finding, what else was found, and the system that both were found on. */
export interface Case {
  readonly finding: Finding
  readonly findings: readonly Finding[]
  readonly system: System
}

export function cure(says: string, cures: readonly Cure[]): Remedy {
  return { kind: 'cure', says, cures }
}

export function person(says: string): Remedy {
  return { kind: 'person', says }
}

/** Only a person can mend it. */
export function leftToPerson({ finding }: Case): Remedy {
  return person(finding.byHand)
}

export function forProcess(cure: CureName, process: Process, name: string, service: string | null): Cure {
  return { cure, item: item({ name, service, process: idOf(process) }) }
}

/** `serves`: whom that interrupts; null: nobody. */
export function endProcess(process: Process, service: string | null, serves: string | null): Cure {
  return {
    cure: 'end-process',
    item: item({ name: nameOf(process), service, process: idOf(process), serves }),
  }
}

/** `ownLog`: not the service, but the log that the same supervise runs (daemontools-encore). */
export function forSupervise(cure: CureName, supervise: Supervise, { ownLog = false } = {}): Cure {
  const { process, service } = supervise
  const name = `${serviceName(supervise)}${ownLog ? '/log' : ''}`
  return { cure, item: item({ name, service, process: idOf(process), ownLog }) }
}

/** Whatever readproctitle there is by then. */
export const clearTitle: Cure = {
  cure: 'clear-title',
  item: item({ name: 'readproctitle', service: null }),
}

export function item(fields: Partial<CureItem> & Pick<CureItem, 'name' | 'service'>): CureItem {
  return { process: null, link: null, limit: null, serves: null, ownLog: false, ...fields }
}
