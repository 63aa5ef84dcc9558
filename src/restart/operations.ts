import type { Escalation } from '../contract/escalation.js'
import type { Operation } from '../contract/operation.js'
import { sendSignal } from '../contract/operation.js'
import type { Scene } from '../contract/restart.js'
import { launchWords } from '../system/surroundings/launchers.js'

/** Lets the waiting svscanboot continue: readproctitle's pipe is released. */
export const release: Operation = { kind: 'release' }

export function command(...argv: string[]): Operation {
  return { kind: 'command', argv, cwd: '/' }
}

/**
 * Ends the svscans that are stopped and have nothing below them any more. SIGTERM would take effect only when they
 * continue, and then the svscan of daemontools-encore would look at its directory once more.
 */
export function endHalted({ halted }: Scene): Operation[] {
  return halted.map(({ process }) => sendSignal('SIGKILL', process, 'svscan'))
}

export function endStanding({ standing }: Scene): Operation[] {
  return standing.flatMap(process => [
    sendSignal('SIGTERM', process, process.command),
    ...(process.state === 'T' ? [sendSignal('SIGCONT', process, process.command)] : []),
  ])
}

/** Nothing else has started it: what surrounds svscan is ended, and svreset starts it. */
export function startByHand(scene: Scene, question: string | null, note: string): Escalation {
  const left = [...scene.halted.map(({ process }) => process), ...scene.standing]
  return {
    question,
    note: `${note}: svreset starts ${launchWords(scene.restart.launch)}`,
    operations: [
      ...left.map(process => sendSignal('SIGKILL', process, process.command)),
      { kind: 'start', launch: scene.restart.launch },
    ],
  }
}

/**
 * The keeper has not started it. Its log has been shown, and a person decides. `tried`: what was done. `state`: the
 * present state. `keeper`: the program that must not start another svscan later.
 */
export function offerByHand(
  scene: Scene,
  { tried, state = '', keeper }: { readonly tried: string; readonly state?: string; readonly keeper: string },
): Escalation {
  const argv = launchWords(scene.restart.launch)
  const failed = `${tried} has not brought svscan back${state === '' ? '' : ` (${state})`}`
  const { operations } = startByHand(scene, null, failed)
  return {
    question: `${failed}. Start ${argv} by hand, outside of ${keeper}?`,
    note: `${failed}: svreset starts ${argv} by hand; end it before you let ${keeper} start another one`,
    operations,
  }
}
