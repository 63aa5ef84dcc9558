import type { System } from '../system/system.js'
import type { Action, Given } from './action.js'
import { givenProcess, processInput } from './given-process.js'
import { idOf } from './signal.js'

export const titleClear: Action = {
  name: 'title.clear',
  summary: "notes readproctitle's old errors in the journal and writes dots over them",
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'errors may come until then' },
  deadline: 2_000,
  plan: (system, _context, given) => ({
    acts: shown(system, given).map(({ process, title }) => ({
      act: 'clear-title',
      process: idOf(process),
      text: title,
    })),
  }),
  pending: (system, _context, given) => shown(system, given).map(() => ({ name: 'a title of dots' })),
}

function shown(system: System, given: Given) {
  const { pid } = givenProcess(given)
  return system.svscans.flatMap(({ readproctitle }) =>
    readproctitle !== null && readproctitle.process.pid === pid && !/^\.*$/.test(readproctitle.title)
      ? [readproctitle]
      : [],
  )
}
