import { quote } from '../../text/quote.js'
import { type Case, cure, item, person, type Remedy } from '../remedy.js'

export function linkDangling({ finding, system }: Case): Remedy {
  const { service: link } = finding
  const entry = system.entries.find(({ name }) => name === link)
  if (link === null || entry?.link == null) return cure('it is gone', [])
  const running = system.supervises.some(
    ({ service, process }) => service === link || process.arguments[1] === link,
  )
  if (running)
    return person(`its service still runs: make ${quote(entry.link.target)} anew, then svreset repair`)
  return cure('remove the link; svreset restore puts it back', [
    { cure: 'unlink', item: item({ name: link, service: link, link }) },
  ])
}

/** The link that svscan has started its supervise by stays. */
export function linkSameDirectory({ finding, system }: Case): Remedy {
  const id = system.entries.find(({ name }) => name === finding.service)?.directory?.id
  const twins = system.entries.filter(({ directory }) => directory !== null && directory.id === id)
  const startedBy = new Set(
    system.supervises.flatMap(({ directory, process }) =>
      directory?.id === id ? (process.arguments[1] ?? []) : [],
    ),
  )
  const keep = twins.find(({ link, name }) => link === null || startedBy.has(name)) ?? twins[0]
  const names = twins.flatMap(({ name, link }) => (name === keep?.name || link === null ? [] : [name]))
  return cure(
    'remove the one that svscan did not start it by; svreset restore puts it back',
    names.map(link => ({ cure: 'unlink', item: item({ name: link, service: link, link }) })),
  )
}

export function entryNotALink({ finding }: Case): Remedy {
  return person(
    finding.evidence.kind === 'directory'
      ? 'move it elsewhere while its service is down, and link it here'
      : 'remove it from the service directory',
  )
}
