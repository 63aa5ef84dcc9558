import type { Process } from '../process.js'
import type { System } from '../system.js'

/** Nothing of daemontools lives in this directory, and something of another family does. */
export function isForeignGround(system: System): boolean {
  const { svscans, hiddenSvscans, supervises } = system
  return svscans.length + hiddenSvscans.length + supervises.length === 0 && keeperOf(system) !== null
}

/** Who keeps the directory instead of a svscan: a scanner of another family, or, without any svscan, its supervisors. */
export function keeperOf({ foreign, foreignScanners, svscans, hiddenSvscans }: System): Process | null {
  const [scanner] = foreignScanners
  if (scanner !== undefined || svscans.length + hiddenSvscans.length > 0) return scanner ?? null
  const [first] = foreign.flatMap(({ supervises, logSupervises }) => [...supervises, ...logSupervises])
  return first?.process ?? null
}
