import { isUp } from '../../system/supervise-state.js'
import type { Service, System } from '../../system/system.js'
import { quote } from '../../text/quote.js'

/** For people: the services that ran when the run began and are down now, and how to start them. */
export function leftDown(initial: System, left: System): string[] {
  // Also where no link leads there now: a service runs on when its link goes.
  const now = ({ directory }: Service) => [
    ...left.supervises.filter(supervise => supervise.directory?.id === directory.id),
    ...left.services.flatMap(service => (service.directory.id === directory.id ? service.supervises : [])),
  ]
  const down = initial.services.filter(service => service.supervises.some(isUp) && !now(service).some(isUp))
  const isReachable = (service: Service) =>
    now(service).some(({ svscan, reachable }) => svscan !== null && reachable)
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

function paths(services: readonly Service[]): string {
  return services.map(({ directory }) => quote(directory.path)).join(' ')
}

function names(services: readonly Service[]): string {
  return services.map(({ name }) => name).join(', ')
}
