import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs'
import type { LookJson, LookPart } from '../../contract/schemas/look.js'
import { hasErrorCode } from '../../errors.js'
import { observe } from '../../system/observe.js'
import { isUp } from '../../system/supervise-state.js'
import type { ServiceDirectory, Supervise, System } from '../../system/system.js'
import { encodeBytes } from '../../text/bytes.js'
import { quote } from '../../text/quote.js'
import { until } from '../stage/until.js'
import { isHeldDown } from './lay-out.js'
import { servicesOf } from './services.js'

/** A service, or the log of one, that is copied without a sickness of its own. */
interface Part {
  readonly part: LookPart
  readonly name: string
}

/** Waits until every service and log without a sickness is as svscan starts it, then gives the orders of the look. */
export async function settle(look: LookJson, sick: ReadonlySet<string>): Promise<void> {
  const parts = partsOf(look).filter(({ name, part }) => !sick.has(name) && part.run === 'executable')
  await untilAre(look, parts, part => !isHeldDown(part))
  for (const { part } of parts) order(part)
  await untilAre(look, parts, part => (isHeldDown(part) ? isWantedUp(part) : true))
}

/** `nginx` and `nginx/log`; a sickness of a service is one of its log, too. */
function partsOf(look: LookJson): (Part & { readonly name: string })[] {
  return servicesOf(look).flatMap(({ name, directory }) => [
    { name, part: directory },
    ...(directory.log === null ? [] : [{ name, part: directory.log }]),
  ])
}

function isWantedUp({ normally, state, want }: LookPart): boolean {
  return normally === 'down' && (state === 'up' || want === 'up')
}

function order(part: LookPart): void {
  if (isHeldDown(part) && part.normally === 'up') unlinkSync(encodeBytes(`${part.path}/down`))
  if (isWantedUp(part)) give(part, 'u')
  else if (part.want === 'once' && part.state === 'up') give(part, 'o')
  else if (part.want === 'down' && part.state === 'up') give(part, 'd')
  if (part.paused) give(part, 'p')
}

/** As svc(8) does, which takes no name that is not UTF-8 from Node. */
export function give({ path }: Pick<LookPart, 'path'>, letters: string): void {
  const control = openSync(
    encodeBytes(`${path}/supervise/control`),
    constants.O_WRONLY | constants.O_NONBLOCK,
  )
  try {
    writeSync(control, letters)
  } finally {
    closeSync(control)
  }
}

async function untilAre(
  { serviceDirectory }: LookJson,
  parts: readonly Part[],
  isToBeUp: (part: LookPart) => boolean,
): Promise<void> {
  const wanted = new Map(parts.map(({ part }) => [part.path, isToBeUp(part)]))
  let first = ''
  await until(
    `the copies of ${parts.length} services and logs`,
    () => {
      const states = statesIn(look(serviceDirectory.path))
      const waiting = [...wanted].find(([path, up]) => states.get(path) !== (up ? 'up' : 'down'))
      first = waiting === undefined ? '' : quote(waiting[0])
      return waiting === undefined
    },
    60,
  ).catch(error => {
    throw first === '' ? error : Object.assign(error, { message: `${error.message}: ${first} is not ready` })
  })
}

/** The directory may not answer for a moment while svscan starts. */
function look(directory: string): System | null {
  try {
    return observe(directory, { brief: true })
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return null
    throw error
  }
}

/** By path; absent: no supervise that svc could reach runs there. */
function statesIn(system: System | null): ReadonlyMap<string, 'up' | 'down'> {
  const states = new Map<string, 'up' | 'down'>()
  const add = (directory: ServiceDirectory | null, supervises: readonly Supervise[]) => {
    const supervise = supervises.find(({ reachable }) => reachable)
    if (directory === null || supervise === undefined || directory.status === null) return
    if (isUp(supervise)) states.set(directory.path, 'up')
    else if (supervise.child === null && directory.status.pid === 0) states.set(directory.path, 'down')
  }
  for (const service of system?.services ?? []) {
    add(service.directory, service.supervises)
    add(service.directory.log, service.logSupervises)
  }
  return states
}
