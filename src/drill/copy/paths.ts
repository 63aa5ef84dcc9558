import type { LookJson } from '../../contract/schemas/look.js'
import { isPlain, quote } from '../../text/quote.js'
import { drillDirectory } from '../pid-one.js'

/** Where the programs of the machine are, and what the copy itself needs. */
const occupied = [
  '/proc',
  '/sys',
  '/dev',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  drillDirectory,
]

/** Every directory of a look that cannot be laid where it was, and why. Pure. */
export function impossiblePaths({ serviceDirectory, entries }: LookJson): string[] {
  const directories = entries.flatMap(({ directory }) =>
    directory === null ? [] : [directory.path, ...(directory.log === null ? [] : [directory.log.path])],
  )
  const wrong = [serviceDirectory.path, ...directories].filter(isOccupied)
  const named = isPlain(serviceDirectory.path)
    ? []
    : [`a shell cannot say ${quote(serviceDirectory.path)}, and svscanboot is a script`]
  return [...new Set(wrong.map(path => `${quote(path)} is where programs of this machine are`)), ...named]
}

function isOccupied(path: string): boolean {
  if (path === '/' || path === '/usr' || path === '/usr/local' || path === '/etc' || path === '/var')
    return true
  if (path.startsWith('/usr/') && !path.startsWith('/usr/local/')) return true
  return occupied.some(place => path === place || path.startsWith(`${place}/`))
}

/** The path that a link in this directory leads to by its text alone, as far as that has no `..`; null: it has. Pure. */
export function plainTarget(target: string, directory: string): string | null {
  const parts = (target.startsWith('/') ? target : `${directory}/${target}`).split('/').filter(isSaid)
  return parts.includes('..') ? null : `/${parts.join('/')}`
}

function isSaid(part: string): boolean {
  return part !== '' && part !== '.'
}
