import { type Symptom, symptom } from '../../diagnosis/rule.js'
import type { ServicePart } from '../../diagnosis/service-part.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

export const runMissing = defineFinding({
  id: 'run-missing',
  severity: 'critical',
  title: 'no run',
  meaning:
    'The directory of a service or of its log has no file run: a checkout or a deployment was left half done. Each second supervise tries to start it.',
  *find({ parts }) {
    for (const part of parts) {
      if (part.directory.run.kind === 'missing') yield told(part, 'has no run', 'not there')
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand: 'put run back into the directory',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

export const runNotExecutable = defineFinding({
  id: 'run-not-executable',
  severity: 'critical',
  title: 'a run that is not executable',
  meaning:
    'The file run is there, but its mode does not let anybody execute it, or it is no file. Each second supervise tries to start it.',
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
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand: 'chmod +x run',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

export const runBadInterpreter = defineFinding({
  id: 'run-bad-interpreter',
  severity: 'critical',
  title: 'a run without a usable interpreter',
  meaning:
    'The first line of run names no interpreter, or one that does not exist or cannot be executed. Each second supervise tries to start it.',
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
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand: 'mend the first line of run (#!), or install the interpreter',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function told({ service, name, directory, supervises }: ServicePart, what: string, seen: string): Symptom {
  const run = `${directory.path}/run`
  return symptom(
    service,
    supervises.map(({ process }) => process.pid),
    `${quote(name)} ${what}: it cannot be started`,
    { run, seen },
    { byHand: `mend ${quote(run)}` },
  )
}
