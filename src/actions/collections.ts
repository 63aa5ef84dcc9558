import { cureItemFields, cureNames, cures, toValue } from '../contract/cure.js'
import type { Finding } from '../contract/finding.js'
import type { Value } from '../contract/value.js'
import type { Collection } from '../contract/vocabulary.js'
import { diagnose } from '../findings/diagnose.js'
import { definitions } from '../findings/index.js'
import { isToldAlready } from '../system/encore.js'
import { isLogOfSvscan } from '../system/pairs.js'
import { isUp } from '../system/supervise-state.js'
import type { ServiceDirectory, Supervise, System } from '../system/system.js'
import { foreignFields, foreignPlaces } from './foreign-services.js'

/** A service, or its log: what `${service.directory}` and similar references mean. */
export interface NamedDirectory {
  readonly name: string
  /** Absolute path. */
  readonly directory: string
  /** The options of svc that stop it, and let its supervise exit. */
  readonly stop: '-dx' | '-x'
}

const placeFields = ['name', 'directory', 'stop']

const places = (summary: string, find: (initial: System) => readonly NamedDirectory[]): Collection => ({
  summary,
  fields: placeFields,
  items: ({ initial }) => uniqueByDirectory(find(initial)).map(place => ({ ...place })),
})

const findingFields = ['name', 'service', 'directory', 'log', 'process', 'message']

export const collections: ReadonlyMap<string, Collection> = new Map([
  [
    'services',
    places(
      'every service with a link, and every other directory in which a supervise of this svscan still runs',
      initial => [...linkedServices(initial), ...strays(initial, 'service')],
    ),
  ],
  [
    'logs',
    places('the logs of these services', initial => [...linkedLogs(initial), ...strays(initial, 'log')]),
  ],
  [
    'directories',
    places(
      'real directories in the svscan directory, and their logs; svscan starts them again',
      realDirectories,
    ),
  ],
  [
    'foreign',
    {
      summary:
        'every service with a link that a supervisor of another family keeps (runit, s6); wanted is up where it ran when the run began, or is normally up',
      fields: foreignFields,
      items: ({ initial }) => foreignPlaces(initial).map(place => ({ ...place })),
    },
  ],
  ['running', places('every service with a link that is up and not paused', running)],
  ['started_by_hand', places('services that are up although they are normally down', startedByHand)],
  ...definitions.map(({ id }): [string, Collection] => [
    `findings.${id}`,
    {
      summary: `what svreset check finds as ${id}: one item for each process, or one item without a process`,
      fields: findingFields,
      items: ({ initial }) =>
        findings(initial).flatMap(finding => (finding.id === id ? toItems(finding, initial) : [])),
    },
  ]),
  ...cureNames.map((name): [string, Collection] => [
    `cures.${name}`,
    {
      summary: `what svreset repair has found that ${cures[name].summary}`,
      fields: cureItemFields,
      items: ({ repair }) => (repair?.cures[name] ?? []).map(toValue),
    },
  ]),
])

const found = new WeakMap<System, readonly Finding[]>()

function findings(initial: System): readonly Finding[] {
  const known = found.get(initial) ?? diagnose(initial)
  found.set(initial, known)
  return known
}

function toItems(
  { service, pids, message }: Finding,
  initial: System,
): { readonly [field: string]: Value }[] {
  const directory = initial.services.find(({ name }) => name === service)?.directory ?? null
  const item = {
    name: service ?? 'svscan',
    service,
    directory: directory?.path ?? null,
    log: directory?.log?.path ?? null,
    message,
  }
  const processes = pids.flatMap(pid => initial.processes.get(pid) ?? [])
  if (processes.length === 0) return [{ ...item, process: null }]
  return processes.map(({ pid, startTime }) => ({ ...item, process: { pid, startTime } }))
}

function linkedServices(initial: System): NamedDirectory[] {
  return initial.services
    .filter(service => service.entry.kind === 'link')
    .map(service => place(service.name, service.directory))
}

function linkedLogs(initial: System): NamedDirectory[] {
  return initial.services.flatMap(({ name, entry, directory }) =>
    entry.kind === 'link' && directory.log !== null ? [place(`${name}/log`, directory.log)] : [],
  )
}

/** Real directories among the links, and their logs. svscan starts them again as long as it runs. */
function realDirectories(initial: System): NamedDirectory[] {
  const services = initial.services.filter(service => service.entry.kind === 'directory')
  return [
    ...initial.supervises
      .filter(each => isLogOfSvscan(each, initial))
      .flatMap(({ process, directory }): NamedDirectory[] =>
        directory === null
          ? []
          : [{ name: process.arguments[1] ?? directory.path, directory: directory.path, stop: '-dx' }],
      ),
    ...services.map(({ name, directory }) => place(name, directory)),
    ...services.flatMap(({ name, directory }) =>
      directory.log === null ? [] : [place(`${name}/log`, directory.log)],
    ),
  ]
}

function running(initial: System): NamedDirectory[] {
  return initial.services
    .filter(({ entry, directory, supervises }) => {
      return entry.kind === 'link' && directory.status?.paused !== true && supervises.some(isUp)
    })
    .map(({ name, directory }) => place(name, directory))
}

/** Up although normally down: somebody said `svc -u`, and after a restart nobody would say it again. */
function startedByHand(initial: System): NamedDirectory[] {
  return initial.services
    .filter(({ directory, supervises }) => directory.normallyDown && supervises.some(isUp))
    .map(({ name, directory }) => place(name, directory))
}

/** daemontools-encore: what is told already to be down, and perhaps runs its `stop`, would run that again for a -d. */
function place(name: string, { path, status }: ServiceDirectory): NamedDirectory {
  return { name, directory: path, stop: isToldAlready(status) ? '-x' : '-dx' }
}

/** Working directories of supervises to which no entry leads (any more): an old copy, or the old target of a link. */
function strays(initial: System, role: Supervise['role']): NamedDirectory[] {
  const known = new Set(
    initial.services.flatMap(({ directory }) => [
      directory.id,
      ...(directory.log === null ? [] : [directory.log.id]),
    ]),
  )
  return initial.supervises.flatMap(supervise => {
    const { role: its, directory, process } = supervise
    if (isLogOfSvscan(supervise, initial)) return []
    if (its !== role || directory === null || directory.deleted || known.has(directory.id)) return []
    const { path } = directory
    return [{ ...{ name: process.arguments[1] ?? path, directory: path }, stop: '-dx' }]
  })
}

function uniqueByDirectory(found: readonly NamedDirectory[]): NamedDirectory[] {
  return [...new Map(found.map(place => [place.directory, place])).values()]
}
