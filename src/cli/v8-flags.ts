import { setFlagsFromString } from 'node:v8'

/**
 * One look is over before optimised code has paid for its making: at 1000 services V8 spent a third of all CPU
 * time on it, at a time when a machine in trouble has none to spare. Of no use to what runs on.
 */
export function expectShortLife(): void {
  setFlagsFromString('--no-opt')
}

/**
 * Looks at a large system leave much garbage at once, and V8 would rather grow than collect it: a reset of
 * 1000 services peaked at 170 MB with its defaults and at 90 MB with these, in the same time. A machine in
 * trouble may be short of memory.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--max-semi-space-size=4')
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=30')
}
