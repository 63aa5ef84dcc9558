import type { LookJson } from '../contract/schemas/look.js'
import type { NotCopied } from '../drill/copy/order.js'
import { printable, quote } from '../text/quote.js'
import type { Casting } from './plan-copy.js'

/** What a rehearsal cannot tell, in words. Pure. */
export function unknownsOf(
  look: LookJson,
  cast: readonly Casting[],
  missing: readonly NotCopied[],
): string[] {
  const strangers = cast.filter(({ known }) => !known).length
  return [
    ...restartUnknown(look),
    ...(strangers === 0
      ? []
      : [
          `how long ${strangers} of ${cast.length} services take to stop: their stand-ins stop at once; --assume NAME=stop:12s says it`,
        ]),
    ...missing.map(
      ({ service, what }) =>
        `the copy does not have the finding ${printable(what)}${service === null ? '' : ` of ${quote(service)}`}`,
    ),
    ...(look.entries.length > 0
      ? ["what the site's own programs do when they start again: all are stand-ins"]
      : []),
  ]
}

const played: ReadonlySet<string> = new Set(['respawn', 'manual'])

function restartUnknown({ svscan }: LookJson): string[] {
  if (svscan === null) return ['what starts svscan: none ran']
  if (svscan.method === null) return ['how svscan is restarted: svreset could not tell']
  if (played.has(svscan.method)) return []
  return [
    `how ${printable(svscan.method)} restarts svscan, and how long that takes: in the copy process 1 ${svscan.respawns ? 'starts it again' : 'does not, and svreset does'}`,
  ]
}
