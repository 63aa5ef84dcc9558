import type { Arena } from './arena.js'

/** Every link as find(1) sees it: name, target, owner, time to the microsecond (Node sets no finer one), byte by byte. */
export async function linksOf(arena: Arena, directory = '/etc/service'): Promise<string[]> {
  const script = `cd "$1" && find . -mindepth 1 -maxdepth 1 -type l -printf '%f\\001%l\\001%U:%G\\001%T@\\000' | base64 -w0`
  const bytes = Buffer.from(await arena.sh(script, directory), 'base64').toString('latin1')
  return bytes
    .split('\0')
    .filter(line => line !== '')
    .map(line => line.replace(/(\.\d{6})\d*$/, '$1'))
    .sort()
}

export function isSame(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
