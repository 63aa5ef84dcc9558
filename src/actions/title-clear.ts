import type { Action } from '../contract/action.js'
import { idOf } from '../system/processes.js'
import type { Readproctitle, System } from '../system/system.js'

export const titleClear: Action = {
  name: 'title.clear',
  summary: "records readproctitle's old errors in the journal and writes dots over them",
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'more errors may appear until then' },
  deadline: 2_000,
  plan: system => ({
    operations: shown(system).map(({ process, title }) => ({
      kind: 'clear-title',
      process: idOf(process),
      text: title,
    })),
  }),
  pending: system => shown(system).map(() => ({ name: 'a title of dots' })),
}

function shown({ svscans }: System): Readproctitle[] {
  return svscans.flatMap(({ readproctitle }) =>
    readproctitle === null || /^\.*$/.test(readproctitle.title) ? [] : [readproctitle],
  )
}
