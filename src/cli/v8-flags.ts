import { setFlagsFromString } from 'node:v8'

/**
 * One look ends before optimised code has paid for its compilation. At 1000 services V8 spent a third of all CPU
 * time on that, while a machine in trouble has none to spare. A process that keeps running does not need this.
 */
export function expectShortLife(): void {
  setFlagsFromString('--no-opt')
}

/**
 * Looks at a large system leave much garbage at once, and V8 would rather grow than collect it. A reset of
 * 1000 services peaked at 170 MB with V8's defaults and at 90 MB with these flags, in the same time. A machine in
 * trouble may be short of memory.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--max-semi-space-size=4')
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=30')
}
