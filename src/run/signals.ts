import type { CommandContext } from '../commands/context.js'
import { Interrupted } from './questions.js'

/** Notes the first signal that comes; whoever carries a run out asks for it at safe places. */
export function listenForSignals(command: CommandContext) {
  let received: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | null = null
  const stop = command.onSignal(signal => {
    received ??= signal
  })
  return {
    stop,
    hungUp: () => received === 'SIGHUP',
    check(linksGone: boolean): void {
      // A terminal that goes away must not leave the links removed: the run goes on to its end.
      if (received === null || (received === 'SIGHUP' && linksGone)) return
      throw new Interrupted(received)
    },
  }
}
