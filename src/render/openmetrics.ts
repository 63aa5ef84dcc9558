import type { CheckedDirectory } from '../contract/checked-directory.js'
import type { Finding, Verdict } from '../contract/finding.js'
import type { IgnoredFinding } from '../contract/settings.js'
import { type ServicePartState, serviceStates } from '../diagnosis/service-state.js'
import { serviceRestarting } from '../findings/catalogue/service-restarting.js'
import type { System } from '../system/system.js'
import { isPlain, quote } from '../text/quote.js'
import { textOf } from '../text/terminal-text.js'

/**
 * OpenMetrics text 1.0. Every family is a gauge, so that the older parser in node_exporter's textfile collector, which
 * knows no `stateset` and no `info`, reads the same file.
 */
export function openMetrics(
  directories: readonly CheckedDirectory[],
  { version, now }: { readonly version: string; readonly now: number },
): string {
  const build: Sample = { labels: { version }, value: 1 }
  const families = [
    family({ name: 'svreset_build_info', help: 'The version of svreset.' }, [build]),
    ...table.map(each =>
      family(
        each,
        directories.flatMap(directory =>
          each.samples(directory, now).map(({ labels, value }) => ({
            labels: { directory: directory.path, ...labels },
            value,
          })),
        ),
      ),
    ),
  ]
  return `${families.join('')}# EOF\n`
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

interface Family {
  readonly name: string
  readonly unit?: 'seconds'
  readonly help: string
}

const verdicts: readonly Verdict[] = ['happy', 'warning', 'unknown', 'sick']
const states = ['up', 'down', 'unsupervised'] as const

/** Every family that is about one svscan directory. */
const table: readonly (Family & { samples(directory: CheckedDirectory, now: number): readonly Sample[] })[] =
  [
    {
      name: 'svreset_check_timestamp_seconds',
      unit: 'seconds',
      help: 'When svreset looked, in seconds since the epoch.',
      samples: ({ checked }, now) => [{ labels: {}, value: (checked?.system.time ?? now) / 1000 }],
    },
    {
      name: 'svreset_verdict',
      help: 'The verdict of svreset check: 1 for the one that holds.',
      samples: ({ verdict }) =>
        verdicts.map(each => ({ labels: { verdict: each }, value: Number(each === verdict) })),
    },
    {
      name: 'svreset_svscan_running',
      help: 'Whether svscan runs in this directory.',
      samples: ofSystem(({ svscans }) => [{ labels: {}, value: Number(svscans.length > 0) }]),
    },
    {
      name: 'svreset_findings',
      help: 'How many findings of this id and severity there are; a consequence ends with its cause.',
      samples: ofSystem((_, findings) => countFindings(findings)),
    },
    {
      name: 'svreset_findings_ignored',
      help: 'How many findings of this id the settings ignore: no part of the verdict.',
      samples: ({ checked }) => countIgnored(checked?.ignored ?? []),
    },
    {
      name: 'svreset_services',
      help: 'How many services, without their logs, are in this state.',
      samples: ofSystem(system => {
        const all = serviceStates(system)
        return states.map(state => ({
          labels: { state },
          value: all.filter(each => each.state === state).length,
        }))
      }),
    },
    {
      name: 'svreset_service_up',
      help: 'Whether the process of a service, or of its log, runs.',
      samples: ofParts(({ state }) => Number(state === 'up')),
    },
    {
      name: 'svreset_service_normally_up',
      help: 'Whether the service, or its log, has no file named down.',
      samples: ofParts(({ normally }) => Number(normally === 'up')),
    },
    {
      name: 'svreset_service_uptime_seconds',
      unit: 'seconds',
      help: 'How long the process of a service, or of its log, has been running.',
      samples: ofParts(({ state, seconds }) => (state === 'up' ? seconds : null)),
    },
    {
      name: 'svreset_service_restarts_seen',
      help: 'How many times svreset saw it start again in the seconds of one check.',
      samples: ofParts(({ supervise }, findings) => restartsOf(supervise, findings)),
    },
  ]

function ofSystem(read: (system: System, findings: readonly Finding[]) => readonly Sample[]) {
  return ({ checked }: CheckedDirectory): readonly Sample[] =>
    checked === null ? [] : read(checked.system, checked.findings)
}

/** A sample for each service and for each log; null: it has none. */
function ofParts(read: (part: ServicePartState, findings: readonly Finding[]) => number | null) {
  return ofSystem((system, findings) =>
    serviceStates(system).flatMap(({ entry, log, ...own }) =>
      [{ part: 'service', state: own }, ...(log === null ? [] : [{ part: 'log', state: log }])].flatMap(
        ({ part, state }) => {
          const value = read(state, findings)
          return value === null ? [] : [{ labels: { service: entry.name, part }, value }]
        },
      ),
    ),
  )
}

function restartsOf(supervise: number | null, findings: readonly Finding[]): number {
  if (supervise === null) return 0
  const found = findings.find(({ id, pids }) => id === serviceRestarting.id && pids.includes(supervise))
  return Number(found?.evidence.starts ?? 0)
}

function countFindings(findings: readonly Finding[]): readonly Sample[] {
  const counts = new Map<string, { labels: Record<string, string>; value: number }>()
  for (const { id, severity, causedBy } of findings) {
    const role = causedBy === undefined ? 'cause' : 'consequence'
    const key = `${id} ${severity} ${role}`
    const count = counts.get(key) ?? { labels: { id, severity, role }, value: 0 }
    counts.set(key, { ...count, value: count.value + 1 })
  }
  return [...counts.values()]
}

function countIgnored(ignored: readonly IgnoredFinding[]): readonly Sample[] {
  const ids = new Set(ignored.map(({ finding }) => finding.id))
  return [...ids].map(id => ({
    labels: { id },
    value: ignored.filter(({ finding }) => finding.id === id).length,
  }))
}

/** All samples of a family stand together, below what is said about it. */
function family({ name, unit, help }: Family, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  return textOf([
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...samples.map(({ labels, value }) => `${name}{${labelText(labels)}} ${value}`),
  ])
}

function labelText(labels: Sample['labels']): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(labelValue(value))}"`)
    .join(',')
}

/** Label values are UTF-8, and no two names may become one. What begins like a quoted name is quoted too. */
function labelValue(name: string): string {
  return name === '' || (isPlain(name) && !/^\$?'/.test(name)) ? name : quote(name)
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
