import type { CommandContext } from '../contract/command-context.js'
import { Interrupted } from '../contract/questions.js'

/** Notes the signals that come; whoever carries a run out asks for them at safe places. */
export function listenForSignals(command: CommandContext) {
  let told: 'SIGINT' | 'SIGTERM' | null = null
  let hungUp = false
  const stop = command.onSignal(signal => {
    if (signal === 'SIGHUP') hungUp = true
    else told ??= signal
  })
  return {
    stop,
    hungUp: () => hungUp,
    check(linksGone: boolean): void {
      if (told !== null) throw new Interrupted(told)
      // A terminal that goes away must not leave the links removed: the run goes on to its end.
      if (hungUp && !linksGone) throw new Interrupted('SIGHUP')
    },
  }
}
