import { setTimeout as delay } from 'node:timers/promises'
import { ExitCode, UserError } from '../../errors.js'

/**
 * Looks again and again until a look gives something, and returns it; anything but undefined and false
 * counts. Gives up with a UserError that names what was awaited.
 */
export async function until<T>(
  awaited: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 30,
): Promise<T> {
  for (const deadline = performance.now() + seconds * 1000; ; ) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (performance.now() > deadline) break
    await delay(20)
  }
  throw new UserError(ExitCode.failed, `the drill did not become ready within ${seconds} seconds`, {
    reason: `still waiting for: ${awaited}`,
    next: 'try again; a machine under heavy load may be the cause',
  })
}
