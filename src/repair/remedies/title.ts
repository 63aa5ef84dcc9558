import { type Case, cure, forProcess, type Remedy } from '../remedy.js'

/** The text is kept in the journal: what a service without a log has printed stands nowhere else. */
export function readproctitleErrors({ finding, system }: Case): Remedy {
  const titles = system.svscans.flatMap(({ readproctitle }) =>
    readproctitle !== null && finding.pids.includes(readproctitle.process.pid) ? [readproctitle] : [],
  )
  const advice = finding.severity === 'warning' ? `; ${finding.remedy}` : ''
  return cure(
    `note it in the journal, and write dots over it${advice}`,
    titles.map(({ process }) => forProcess('clear-title', process, 'readproctitle', null)),
  )
}
