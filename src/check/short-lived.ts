import { setFlagsFromString } from 'node:v8'

/**
 * One look is over before optimised code has paid for its making: at 1000 services V8 spent a third of all CPU
 * time on it, at a time when a machine in trouble has none to spare. Of no use to what runs on.
 */
export function expectShortLife(): void {
  setFlagsFromString('--no-opt')
}
