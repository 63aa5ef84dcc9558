import type { Runbook, Task } from '../contract/runbook.js'
import type { CopyOrder } from '../drill/copy/order.js'
import { isOfSite } from './report-steps.js'

/** Of the system, and harmless: they are in the copy. */
const shared: ReadonlySet<string> = new Set([
  'sh',
  'cat',
  'env',
  'xargs',
  'sleep',
  'true',
  'false',
  'test',
  'echo',
])

const standIn = '#!/bin/sh\n# svreset rehearse: a stand-in for a program of the site.\nexit 0\n'

/** A stand-in for each program of the site that a runbook runs: the copy has no network, and nothing of the site's. Pure. */
export function sitePrograms({ steps }: Pick<Runbook, 'steps'>): CopyOrder['files'] {
  const programs = steps.flatMap(({ task, verify, undo }) =>
    [task, verify?.task ?? null, undo]
      .flatMap(programOf)
      .filter(name => isOfSite([name]) && !shared.has(name)),
  )
  return [...new Set(programs)].flatMap(name => {
    const path = name.startsWith('/') ? name : `/usr/local/sbin/${name}`
    return canBeMade(path) ? [{ path, text: standIn, executable: true }] : []
  })
}

/** What a value of the runbook decides is not known before the run. */
function programOf(task: Task | null): string[] {
  const name = task?.kind === 'run' ? (task.argv[0] ?? '') : ''
  return name === '' || name.includes('${') || (name.includes('/') && !name.startsWith('/')) ? [] : [name]
}

/** Programs of the system are there already, and cannot be replaced. */
function canBeMade(path: string): boolean {
  const parts = path.split('/').slice(1)
  return (
    !/^\/(?:usr\/(?!local\/)|s?bin\/|lib|dev\/|proc\/|sys\/)/.test(path) &&
    !parts.some(part => ['', '.', '..'].includes(part))
  )
}
