import type { Finding } from '../contract/finding.js'
import type { ServiceState } from './service-state.js'

/** One thing that is other than it was in the last look. */
export type WatchChange =
  | { readonly kind: 'appeared' | 'gone'; readonly id: string; readonly service: string | null }
  | { readonly kind: 'service'; readonly service: string; readonly from: string; readonly to: string }

export interface WatchedState {
  readonly findings: readonly Finding[]
  readonly states: readonly ServiceState[]
}

/** What changed from one look to the next: findings that came and went, services that went up, down, or were restarted. */
export function changesBetween(before: WatchedState, after: WatchedState): WatchChange[] {
  return [
    ...difference(after.findings, before.findings, 'appeared'),
    ...difference(before.findings, after.findings, 'gone'),
    ...serviceChanges(before.states, after.states),
  ]
}

function difference(
  these: readonly Finding[],
  those: readonly Finding[],
  kind: 'appeared' | 'gone',
): WatchChange[] {
  const key = ({ id, service }: Finding) => JSON.stringify([id, service])
  const known = new Set(those.map(key))
  const fresh = new Map(these.filter(finding => !known.has(key(finding))).map(item => [key(item), item]))
  return [...fresh.values()].map(({ id, service }): WatchChange => ({ kind, id, service }))
}

function serviceChanges(before: readonly ServiceState[], after: readonly ServiceState[]): WatchChange[] {
  const earlier = new Map(before.map(state => [state.entry.name, state]))
  const now = new Set(after.map(({ entry }) => entry.name))
  const changes = after.flatMap((state): WatchChange[] => {
    const service = state.entry.name
    const from = describe(earlier.get(service))
    const to = describe(state)
    return from === to ? [] : [{ kind: 'service', service, from, to }]
  })
  const removed = before
    .filter(({ entry }) => !now.has(entry.name))
    .map(
      (state): WatchChange => ({
        kind: 'service',
        service: state.entry.name,
        from: describe(state),
        to: 'not there',
      }),
    )
  return [...changes, ...removed]
}

function describe(state: ServiceState | undefined): string {
  if (state === undefined) return 'not there'
  const paused = state.paused ? ', paused' : ''
  return state.pid === null ? state.state : `${state.state} (pid ${state.pid})${paused}`
}
