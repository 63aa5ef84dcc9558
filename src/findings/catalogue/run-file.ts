import { type Symptom, symptom } from '../../diagnosis/rule.js'
import type { ServicePart } from '../../diagnosis/service-part.js'
import type { Interpreter } from '../../system/system.js'
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
      if (run.kind === 'executable' && run.noexec !== undefined) {
        const remount = `mount -o remount,exec ${quote(run.noexec)}`
        const what = `has a run on ${quote(run.noexec)}, which is mounted noexec`
        yield told(part, what, `${run.noexec} is mounted noexec`, remount)
      }
      if (run.kind !== 'not-executable') continue
      const mode = `mode ${run.mode.toString(8).padStart(4, '0')}`
      yield told(
        part,
        `has a run that is no executable file (${mode})`,
        mode,
        (run.mode & 0o111) === 0 ? `chmod +x ${quote(`${part.directory.path}/run`)}` : undefined,
      )
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand: 'chmod +x run, or mount its file system without noexec',
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
      yield toldOfInterpreter(part, run.interpreter)
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand:
    'fix the first line of run (#!), save it without CR LF and byte order mark, or install the interpreter',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function told(
  { service, name, directory, supervises }: ServicePart,
  what: string,
  seen: string,
  byHand?: string,
): Symptom {
  const run = `${directory.path}/run`
  return symptom(
    service,
    supervises.map(({ process }) => process.pid),
    `${quote(name)} ${what}: it cannot be started`,
    { run, seen },
    { byHand: byHand ?? `fix ${quote(run)}` },
  )
}

function toldOfInterpreter(part: ServicePart, { path, saved }: Interpreter): Symptom {
  const run = quote(`${part.directory.path}/run`)
  if (saved === 'crlf')
    return told(
      part,
      'has a run whose lines end with CR LF, so that the name of its interpreter does too',
      `#!${path}`,
      `sed -i 's/\\r$//' ${run}`,
    )
  if (saved === 'bom')
    return told(
      part,
      'has a run that begins with a byte order mark, which hides its #! line',
      'a byte order mark before #!',
      `sed -i '1s/^\\xef\\xbb\\xbf//' ${run}`,
    )
  return path === ''
    ? told(part, 'has a run that names no interpreter (#!)', 'no #! line')
    : told(part, `has a run whose interpreter ${quote(path)} cannot be executed`, `#!${path}`)
}
