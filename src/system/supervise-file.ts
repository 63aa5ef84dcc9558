import type { Stats } from 'node:fs'
import type { ServiceDirectory } from './system.js'

export const superviseFileNames = ['lock', 'ok', 'control', 'status'] as const
export type SuperviseFileName = (typeof superviseFileNames)[number]

/** supervise.c: what it makes, and what it would open for its own if something else stood there. */
const isFifo: Readonly<Record<SuperviseFileName, boolean>> = {
  lock: false,
  ok: true,
  control: true,
  status: false,
}

export function isSuperviseFile(name: SuperviseFileName, stats: Pick<Stats, 'isFIFO' | 'isFile'>): boolean {
  return isFifo[name] ? stats.isFIFO() : stats.isFile()
}

/** The names in `supervise/` at which something else stands: a new supervise would not work. */
export function strayFiles({ files, statusProblem }: ServiceDirectory): SuperviseFileName[] {
  const names = (['lock', 'ok', 'control'] as const).filter(name => {
    const kind = files?.[name].kind ?? 'hidden'
    return kind !== 'missing' && kind !== 'hidden' && kind !== (isFifo[name] ? 'fifo' : 'file')
  })
  return statusProblem === notRegular ? [...names, 'status'] : names
}

export const notRegular = 'not a regular file'
