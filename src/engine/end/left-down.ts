import { ofEach } from '../../system/of-each.js'
import type { FileId } from '../../system/process.js'
import { isUp } from '../../system/supervise-state.js'
import type { Service, Supervise, System } from '../../system/system.js'
import { quote } from '../../text/quote.js'

/** For people: the services that ran when the run began and are down now, and how to start them. */
export function leftDown(initial: System, left: System): string[] {
  const down = downSince(initial, left)
  const isReachable = (service: Service) =>
    supervisesNow(service, left).some(({ svscan, reachable }) => svscan !== null && reachable)
  const reachable = down.filter(isReachable)
  const others = down.filter(service => !isReachable(service))
  const byHand = others.filter(({ directory }) => directory.normallyDown)
  return [
    ...(reachable.length === 0
      ? []
      : [
          `svc -u ${paths(reachable)} starts the services that ran before and are down now: ${names(reachable)}`,
        ]),
    ...(others.length === 0
      ? []
      : [
          `these services ran before and are down now, without a supervise: ${names(others)}; svscan starts them when it runs and their links are in place`,
        ]),
    ...(byHand.length === 0
      ? []
      : [`svc -u ${paths(byHand)} then starts those of them that are normally down`]),
  ]
}

/** The services that ran at first and are down now. */
export function downSince(initial: System, now: System): Service[] {
  return initial.services.filter(
    service => service.supervises.some(isUp) && !supervisesNow(service, now).some(isUp),
  )
}

/** Also where no link leads there now: a service runs on when its link goes. */
function supervisesNow({ directory }: Service, now: System): Supervise[] {
  return supervisesIn(now).get(directory.id) ?? []
}

const supervisesIn = ofEach(({ supervises, services }: System): ReadonlyMap<FileId, Supervise[]> => {
  const found = new Map<FileId, Supervise[]>()
  const add = (id: FileId, more: readonly Supervise[]) => found.set(id, [...(found.get(id) ?? []), ...more])
  for (const supervise of supervises)
    if (supervise.directory !== null) add(supervise.directory.id, [supervise])
  for (const { directory, supervises: its } of services) add(directory.id, its)
  return found
})

function paths(services: readonly Service[]): string {
  return services.map(({ directory }) => quote(directory.path)).join(' ')
}

function names(services: readonly Service[]): string {
  return services.map(({ name }) => name).join(', ')
}
