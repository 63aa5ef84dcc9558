import type { Process, Relative } from '../process.js'
import { readArguments } from '../process-place.js'

type Kind = Pick<Relative, 'family' | 'is'>

/** A name says where to look. What the process holds, decides. */
const programs: ReadonlyMap<string, Kind> = new Map([
  ['runsvdir', { family: 'runit', is: 'scanner' }],
  ['runsv', { family: 'runit', is: 'supervisor' }],
  ['s6-svscan', { family: 's6', is: 'scanner' }],
  ['s6-supervise', { family: 's6', is: 'supervisor' }],
])

/** busybox runs each of its programs under its own name, or, as /proc/self/exe, under this one. */
const boxes: ReadonlySet<string> = new Set(['busybox', 'exe'])

export function mayBeRelative({ command }: Process): boolean {
  return programs.has(command) || boxes.has(command)
}

/** null: no program of these families. `words`: its arguments without the name of the program. */
export function programOf({ pid, command }: Process): (Kind & { readonly words: readonly string[] }) | null {
  const [first = '', ...rest] = readArguments(pid)
  const [name, words] = baseName(first) === 'busybox' ? [rest[0] ?? '', rest.slice(1)] : [first, rest]
  const kind = programs.get(boxes.has(command) ? baseName(name) : command)
  return kind === undefined ? null : { ...kind, words }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
