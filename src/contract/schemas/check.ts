import { z } from 'zod'
import { bytes, type Immutable, pid, severity, text, time, verdict } from './parts.js'

export type CheckJson = Immutable<z.infer<typeof checkSchema>>

const upOrDown = z.enum(['up', 'down'])

/** encore is daemontools-encore; other: a family that svreset does not know by name. */
const supervisor = z.enum(['daemontools', 'encore', 'runit', 's6', 'other'])

/** A service, or its log. */
const part = {
  supervisor: supervisor.nullable().describe('The family of what keeps it. null: nothing does.'),
  supervise: pid
    .nullable()
    .describe('The pid of its supervise, or of the runsv or s6-supervise that keeps it.'),
  state: z.enum(['up', 'down', 'unsupervised']),
  pid: pid.nullable(),
  seconds: z
    .int()
    .min(0)
    .nullable()
    .describe('If it is up: since it was started. If it is down: since its status was written.'),
  normally: upOrDown.describe('down: the service has a file named down.'),
  want: upOrDown.nullable().describe('Only if it differs from state.'),
  paused: z.boolean(),
  finishing: z.exactOptional(z.literal(true).describe('Nothing of it runs but its script finish.')),
  note: z.exactOptional(z.string()),
}

const restart = z
  .strictObject({ method: text, unit: text.nullable(), evidence: text })
  .describe('How svscan is kept running.')

const candidates = z
  .strictObject({ method: z.null(), unit: z.null(), candidates: z.array(restart) })
  .describe('More than one way seems possible.')

const svscan = z.strictObject({
  supervisor: supervisor.describe('The family of the scanner: runit for runsvdir, s6 for s6-svscan.'),
  pid,
  parent: z.strictObject({ pid, command: text.nullable() }),
  restart: z.union([restart, candidates]).nullable(),
})

const service = z.strictObject({
  ...{ name: text, nameBytes: bytes },
  linked: z.exactOptional(
    z.literal(false).describe('The link is out: an unfinished run has removed it, or somebody has.'),
  ),
  link: text.describe('The path of the link in the svscan directory.'),
  ...{ target: text.nullable().describe('null: it is not a symbolic link.'), targetBytes: bytes },
  directory: text.nullable().describe('null: the link leads nowhere.'),
  ...part,
  log: z.strictObject(part).nullable(),
})

const finding = z.strictObject({
  id: text.describe('The kind of finding. It does not change.'),
  severity,
  ...{ service: text.nullable().describe('null: the finding is about svscan.'), serviceBytes: bytes },
  pids: z.array(pid),
  message: text,
  evidence: z
    .record(text, z.union([text, z.number(), z.boolean(), z.null(), z.array(text)]))
    .describe('The observed values.'),
  remedy: text.describe('What to do.'),
  causedBy: z.exactOptional(text.describe('The id of the finding that caused this one.')),
})

const ignored = z.strictObject({
  id: text,
  severity,
  ...{ service: text.nullable(), serviceBytes: bytes },
  message: text,
  reason: text.describe('Why this site ignores it.'),
  until: z.iso.date().describe('The last day, in UTC, on which it does not count.'),
})

const change = z.union([
  z.strictObject({ kind: z.enum(['appeared', 'gone']), id: text, service: text.nullable() }),
  z.strictObject({ kind: z.literal('service'), service: text, from: text, to: text }),
])

export const checkSchema = z.strictObject({
  schema: z.literal('svreset/check/1'),
  time,
  host: text,
  serviceDirectory: text.describe('The svscan directory.'),
  verdict: verdict.describe('The worst of sick, unknown, warning, happy.'),
  svscan: svscan.nullable().describe('The scanner of the directory. null: none runs.'),
  services: z.array(service),
  before: z.exactOptional(verdict).describe('For --on-change: the verdict of the look before.'),
  changes: z
    .exactOptional(z.array(change))
    .describe('For --on-change: what is other than in the look before.'),
  findings: z.array(finding),
  ignored: z.exactOptional(
    z.array(ignored).describe('Findings that the settings ignore: no part of the verdict.'),
  ),
})
