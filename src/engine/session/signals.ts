import type { CommandContext } from '../../contract/command-context.js'
import { Interrupted } from '../../contract/questions.js'
import type { EndingSignal } from '../../contract/signals.js'

/** Records the signals that come. The run asks for them at safe places. */
export function listenForSignals(command: CommandContext) {
  let told: EndingSignal | null = null
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
      // If the terminal goes away, the links must not stay removed: the run continues to its end.
      if (hungUp && !linksGone) throw new Interrupted('SIGHUP')
    },
  }
}
