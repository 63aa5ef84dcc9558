import { type Rule, type Symptom, symptom } from '../../diagnosis/rule.js'
import type { Half } from '../../diagnosis/supervised.js'
import { quote } from '../../text/quote.js'

export const runMissing: Rule = {
  id: 'run-missing',
  severity: 'critical',
  mendedBy: 'person',
  *find({ halves }) {
    for (const half of halves) {
      if (half.directory.run.kind === 'missing') yield told(half, 'has no run', 'not there')
    }
  },
}

export const runNotExecutable: Rule = {
  id: 'run-not-executable',
  severity: 'critical',
  mendedBy: 'person',
  *find({ halves }) {
    for (const half of halves) {
      const { run } = half.directory
      if (run.kind !== 'not-executable') continue
      yield told(
        half,
        'has a run that is no executable file',
        `mode ${run.mode.toString(8).padStart(4, '0')}`,
      )
    }
  },
}

export const runBadInterpreter: Rule = {
  id: 'run-bad-interpreter',
  severity: 'critical',
  mendedBy: 'person',
  *find({ halves }) {
    for (const half of halves) {
      const { run } = half.directory
      if (run.kind !== 'executable' || run.interpreter === null || run.interpreter.usable) continue
      const { path } = run.interpreter
      yield path === ''
        ? told(half, 'has a run that names no interpreter (#!)', 'no #! line')
        : told(half, `has a run whose interpreter ${quote(path)} cannot be executed`, `#!${path}`)
    }
  },
}

function told({ service, name, directory, supervises }: Half, what: string, seen: string): Symptom {
  const run = `${directory.path}/run`
  return symptom(
    service,
    supervises.map(({ process }) => process.pid),
    `${quote(name)} ${what}: it cannot be started`,
    { run, seen },
    `mend ${quote(run)}`,
  )
}
