import { type Doubt, doubt, remembered } from '../../diagnosis/doubt.js'
import { secondsUntilScanned } from '../../diagnosis/lasting.js'
import { supervisorName } from '../../diagnosis/relatives.js'
import { type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import type { ServicePart } from '../../diagnosis/service-part.js'
import type { Process } from '../../system/process.js'
import type { System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { type Case, cure, item, person, type Remedy } from '../remedy.js'

export const superviseMissing = defineFinding({
  id: 'supervise-missing',
  severity: 'critical',
  title: 'a service without a supervise',
  meaning:
    'A link has been there longer than svscan needs to see it, and no supervise runs in its directory. The service cannot be reached by svc or svstat, and nothing keeps it up.',
  consequenceOf: [
    'run-unfinished',
    'svscan-not-running',
    'supervise-cannot-start',
    'too-many-services',
    'file-descriptors-exhausted',
    'process-stopped',
  ],
  // The old one holds the lock that a new one needs, where both have the directory supervise/ (a link, on Debian).
  consequenceOfOwn: ['supervise-in-deleted-directory', 'supervise-unlinked'],
  *find(look) {
    for (const part of look.parts) {
      if (part.role === 'service' && part.supervises.length === 0) yield* missing(look, part)
    }
  },
  remedy: remedyForSuperviseMissing,
  bySvreset:
    'waits for the next scan of svscan when the cause is cured; without a known cause it leaves this to a person',
  byHand: 'look at readproctitle for the reason',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: true,
  inSnapshot: false,
})

function* missing(look: RuleInput, part: ServicePart): Iterable<Symptom | Doubt> {
  const { system } = look
  const { name, service, directory } = part
  // Whose working directory is hidden may well be the one.
  if (system.blind) return
  const foreign = system.svscans.length === 0 ? (system.foreignScanners[0] ?? null) : null
  const entry = system.entries.find(({ name: other }) => other === service)
  const key = `supervise-missing:${directory.id}`
  const wait = secondsUntilScanned(look, key, entry?.changed ?? 0)
  if (wait > 0 && !system.details?.obstacles.has(directory.id)) {
    yield doubt(service, key, `svscan may not yet have seen ${quote(name)}`, {
      again: Math.min(1, wait),
    })
    return
  }
  yield remembered(key)
  yield symptom(
    service,
    [],
    foreign === null
      ? `no supervise runs for ${quote(name)}: svc and svstat cannot reach it, and nothing keeps it up`
      : `no supervisor runs for ${quote(name)}: ${supervisorName(foreign)}, pid ${foreign.pid}, has not started it`,
    { directory: directory.path, link: entry?.link?.target ?? null },
    foreign === null ? {} : { byHand: howToBeSeen(foreign, system) },
  )
}

/** runsvdir looks every 5 seconds, as svscan does; s6-svscan only when it is told to. */
function howToBeSeen(scanner: Process, { svscanDirectory }: System): string {
  return scanner.relative?.family === 's6'
    ? `s6-svscanctl -a ${quote(svscanDirectory.path)}`
    : `see what ${supervisorName(scanner)} says of it in its log`
}

/** Whatever kept svscan from it is cured first: then it needs its next scan. */
function remedyForSuperviseMissing({ finding }: Case): Remedy {
  const { service, causedBy } = finding
  if (causedBy === undefined || service === null)
    return person('readproctitle may show why svscan does not start it')
  return cure('svscan starts it when it next looks', [
    { cure: 'start', item: item({ name: service, service }) },
  ])
}
