import type { Detour } from '../../journal/ways-out.js'
import type { Astray, HeldDirectory } from '../../system/held-directory.js'
import { tryLstat } from '../../system/read.js'
import { quote } from '../../text/quote.js'

/** The way to a directory whose name no longer leads to it; null if the name still does. */
export function detourNow({ path, ...directory }: HeldDirectory): Detour | null {
  const astray = directory.astray()
  if (astray === null) return null
  return astray.kind === 'moved' && astray.to !== path
    ? { directory: astray.to, anew: false }
    : detourAround(path)
}

/** If the directory itself is gone: to a new one with its name. */
export function detourAround(path: string): Detour {
  const there = tryLstat(path)
  const make = `mkdir ${quote(path)} && `
  if (there === null) return { directory: path, anew: true, first: make }
  // A link is not what was recorded, wherever it leads.
  const away = `mv -T ${quote(path)} ${quote(`${path}.before`)} && ${make}`
  return { directory: path, anew: true, first: there.isDirectory() ? '' : away }
}

export function describeAstray(path: string, astray: Astray): string {
  if (astray.kind === 'removed') return `the svscan directory ${path} was removed`
  if (astray.to === path) return `something else is mounted over the svscan directory ${path}`
  return `the svscan directory ${path} is now ${astray.to}`
}
