import { setTimeout as delay } from 'node:timers/promises'
import { ExitCode, UserError } from '../../errors.js'

/**
 * Looks again and again until a look returns something, and returns that. Anything but undefined and false
 * counts. Gives up with a UserError that names what it waited for.
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
  throw new UserError(ExitCode.failed, `unable to set up the drill within ${seconds} seconds`, {
    reason: `still waiting for: ${awaited}`,
    next: 'run the command again; the machine may be under heavy load',
  })
}
