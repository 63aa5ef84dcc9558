import type { Process } from './process.js'
import { isLive } from './supervise-state.js'
import type { HalfStatus, Supervise, SuperviseStatus, System } from './system.js'

/** What differs in daemontools-encore, as its supervise.c has it (1.10 and 1.11). */

/** Of several children, the one that the status names. */
export function childOf(all: readonly Process[], status: HalfStatus | null): Process | null {
  const living = all.filter(isLive)
  return living.find(({ pid }) => pid === status?.pid) ?? living[0] ?? all[0] ?? null
}

/** Its supervise also runs an executable file `log`, and `notify` whenever something has started or ended. */
export function childrenInEncore(
  all: readonly Process[],
  status: SuperviseStatus | null,
): Pick<Supervise, 'child' | 'logChild'> {
  const programs = all.filter(each => !runsFile(each, 'notify'))
  const logChild =
    status === null || status.log === null
      ? null
      : (programs.find(({ pid }) => pid === status.log?.pid) ??
        programs.find(each => runsFile(each, 'log')) ??
        null)
  const own = programs.filter(each => each !== logChild)
  // A brief look reads no arguments, and cannot tell a notice from the service: the status can.
  const told = status?.pid === 0 ? own.filter(each => !isLive(each) || each.arguments.length > 0) : own
  return { child: childOf(told, status), logChild }
}

/** supervise executes `./NAME`; a script's interpreter has that as its first argument. */
export function runsFile({ arguments: words }: Process, name: string): boolean {
  return words[0] === `./${name}` || words[1] === `./${name}`
}

/**
 * `run` has ended, and `stop` runs now. The status calls the service stopped, and names the process of `stop`. Another
 * `svc -d` would end `stop` and run it again. Once no entry leads to the directory, only the name of the program tells.
 */
export function runsStop({ child, directory }: Supervise, { services }: System): boolean {
  if (child === null || !isLive(child)) return false
  if (runsFile(child, 'stop')) return true
  const place = services
    .flatMap(({ directory: its }) => (its.log === null ? [its] : [its, its.log]))
    .find(({ id }) => id === directory?.id)
  return isAtStop(place?.status ?? null, child)
}

export function isAtStop(status: HalfStatus | null, child: Process): boolean {
  return status?.stage === 'stopped' && status.want === 'down' && status.pid === child.pid
}

/** It is down, or runs its `stop`: `svc -d` would only run `stop` once more. */
export function isToldAlready(status: HalfStatus | null): boolean {
  return status?.stage === 'stopped' && status.want === 'down'
}

/** SIGTERM tells its supervise what `svc -dx` tells, through the FIFO, and its svscan to stop all services. */
export function isEncore({ directory }: Supervise, { services }: System): boolean {
  return services.some(
    ({ directory: its }) =>
      (its.id === directory?.id && its.status?.stage != null) ||
      (its.log?.id === directory?.id && its.log?.status?.stage != null),
  )
}
