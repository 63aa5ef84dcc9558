import type { Finding } from '../contract/finding.js'
import { commandOf, type Saying, supervisorName } from '../diagnosis/relatives.js'
import type { ForeignService, System } from '../system/system.js'
import { quote } from '../text/quote.js'

/** `words`: what the rule says to do by hand, in the words of daemontools. */
type Words = (words: string, say: (saying: Saying) => string, supervisor: string) => string

const asItIs: Words = words => words

/** The findings that hold for other families too, and what a person does there. Of these alone svreset speaks on their ground. */
const others: Readonly<Record<string, Words>> = {
  'run-unfinished': asItIs,
  'run-at-work': asItIs,
  'svscan-not-running': asItIs,
  'supervise-foreign': asItIs,
  'supervise-missing': asItIs,
  'supervise-in-deleted-directory': (_, __, supervisor) =>
    `stop what it runs, then end this ${supervisor} by its pid`,
  'process-stopped': asItIs,
  'link-dangling': asItIs,
  'run-missing': asItIs,
  'run-not-executable': asItIs,
  'run-bad-interpreter': asItIs,
  'service-blocked-on-log': (words, say) =>
    words.includes('svc -')
      ? `make the log write again: free space, its directory its own, or ${say('c')}`
      : words,
  'service-restarting': (words, say) =>
    words.includes('svc -d')
      ? `read its log, fix what ends it; meanwhile ${say('d')}`
      : 'read what it says, and fix what ends it',
  'service-down': asItIs,
  'service-wanted-down': asItIs,
  'service-stuck-stopping': asItIs,
  'service-paused': asItIs,
  'service-directory-writable': asItIs,
  unreadable: asItIs,
}

export function holdsForOthers(id: string): boolean {
  return Object.hasOwn(others, id)
}

/** Of what another family alone keeps. */
export function inTheirWords(finding: Finding, system: System): Finding {
  const { foreign, services, foreignStrays } = system
  const words = others[finding.id]
  if (words === undefined || services.some(({ name }) => name === finding.service)) return finding
  const theirs = foreign.find(({ name }) => name === finding.service)
  const supervises = theirs === undefined ? foreignStrays : [...theirs.supervises, ...theirs.logSupervises]
  const supervisor = supervises.find(({ process }) => finding.pids.includes(process.pid)) ?? supervises[0]
  if (supervisor === undefined) return finding
  const { process, directory } = supervisor
  const place = theirs === undefined ? (directory?.path ?? '') : placeOf(finding, theirs)
  const say = (saying: Saying) => commandOf(process.relative?.family ?? 'other', saying, place)
  return { ...finding, byHand: words(finding.byHand, say, supervisorName(process)) }
}

/** Its log, or the service: whichever the rule names. */
function placeOf({ byHand }: Finding, { directory }: ForeignService): string {
  const { path, log } = directory
  return log !== null && byHand.includes(quote(log.path)) ? log.path : path
}
