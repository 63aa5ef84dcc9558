import { type Rule, type Symptom, symptom } from '../../diagnosis/rule.js'
import type { ServicePart } from '../../diagnosis/service-part.js'
import { quote } from '../../text/quote.js'

export const runMissing: Rule = {
  id: 'run-missing',
  severity: 'critical',
  mendedBy: 'person',
  *find({ parts }) {
    for (const part of parts) {
      if (part.directory.run.kind === 'missing') yield told(part, 'has no run', 'not there')
    }
  },
}

export const runNotExecutable: Rule = {
  id: 'run-not-executable',
  severity: 'critical',
  mendedBy: 'person',
  *find({ parts }) {
    for (const part of parts) {
      const { run } = part.directory
      if (run.kind !== 'not-executable') continue
      yield told(
        part,
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
  *find({ parts }) {
    for (const part of parts) {
      const { run } = part.directory
      if (run.kind !== 'executable' || run.interpreter === null || run.interpreter.usable) continue
      const { path } = run.interpreter
      yield path === ''
        ? told(part, 'has a run that names no interpreter (#!)', 'no #! line')
        : told(part, `has a run whose interpreter ${quote(path)} cannot be executed`, `#!${path}`)
    }
  },
}

function told({ service, name, directory, supervises }: ServicePart, what: string, seen: string): Symptom {
  const run = `${directory.path}/run`
  return symptom(
    service,
    supervises.map(({ process }) => process.pid),
    `${quote(name)} ${what}: it cannot be started`,
    { run, seen },
    `mend ${quote(run)}`,
  )
}
