import { isUp } from '../system/interpret.js'
import type { Supervise, System } from '../system/system.js'

/** One item of a collection: what `${service.directory}` and the like stand for. */
export type Item = Readonly<Record<'name' | 'directory', string>>

/** What `for_each` may go through, each a pure view of the system as it was when the run began. */
export const collections: Readonly<Record<string, (initial: System) => readonly Item[]>> = {
  services: initial => uniqueByDirectory([...linkedServices(initial), ...strays(initial, 'service')]),
  logs: initial => uniqueByDirectory([...linkedLogs(initial), ...strays(initial, 'log')]),
  directories: initial => uniqueByDirectory(realDirectories(initial)),
  started_by_hand: initial => uniqueByDirectory(startedByHand(initial)),
}

export const collectionNames: readonly string[] = Object.keys(collections)

function linkedServices(initial: System): Item[] {
  return initial.services
    .filter(service => service.entry.kind === 'link')
    .map(service => ({ name: service.name, directory: service.directory.path }))
}

function linkedLogs(initial: System): Item[] {
  return initial.services.flatMap(({ name, entry, directory }) =>
    entry.kind === 'link' && directory.log !== null
      ? [{ name: `${name}/log`, directory: directory.log.path }]
      : [],
  )
}

/** Real directories among the links, and their logs: svscan brings them back as long as it runs. */
function realDirectories(initial: System): Item[] {
  const services = initial.services.filter(service => service.entry.kind === 'directory')
  return [
    ...services.map(({ name, directory }) => ({ name, directory: directory.path })),
    ...services.flatMap(({ name, directory }) =>
      directory.log === null ? [] : [{ name: `${name}/log`, directory: directory.log.path }],
    ),
  ]
}

/** Up although normally down: somebody said `svc -u`, and after a restart nobody would. */
function startedByHand(initial: System): Item[] {
  return initial.services
    .filter(({ directory, supervises }) => directory.normallyDown && supervises.some(isUp))
    .map(({ name, directory }) => ({ name, directory: directory.path }))
}

/** Working directories of supervises to which no entry leads (any more): an old copy, a link pointed elsewhere. */
function strays(initial: System, role: Supervise['role']): Item[] {
  const known = new Set(
    initial.services.flatMap(({ directory }) => [
      directory.id,
      ...(directory.log === null ? [] : [directory.log.id]),
    ]),
  )
  return initial.supervises.flatMap(({ role: its, directory, process }) => {
    if (its !== role || directory === null || directory.deleted || known.has(directory.id)) return []
    return [{ name: process.arguments[1] ?? directory.path, directory: directory.path }]
  })
}

function uniqueByDirectory(items: readonly Item[]): Item[] {
  return [...new Map(items.map(item => [item.directory, item])).values()]
}
