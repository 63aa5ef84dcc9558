import { doing } from '../diagnosis/doing.js'
import { age } from '../diagnosis/service-part.js'
import type { Process } from '../system/process.js'
import type { System } from '../system/system.js'
import { formatSpan } from '../text/duration.js'
import { listed } from '../text/list.js'

interface Stubborn {
  /** Whose it is: `nginx`, `nginx/log`; null: what it is called itself is all that is known. */
  readonly name: string | null
  readonly process: Process
}

/** Asks by name, and says what each is doing: a person can tell a service that saves its data from one that hangs. */
export function whetherToKill(stubborn: readonly Stubborn[], system: System): string {
  const words = stubborn.map(({ name, process }) => {
    const does = `${doing(system, process)}; ${formatSpan(1000 * Math.floor(age(system, process)))} old`
    return name === null ? `Did not stop: ${does}` : `${name} did not stop: ${does}`
  })
  const them = stubborn.length === 1 ? 'it' : 'them'
  return `${listed(words)}. Kill ${them} (SIGKILL)?`
}
