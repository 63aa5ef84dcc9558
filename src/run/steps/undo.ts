import type { Act } from '../../runbook/act.js'

/** What takes these acts back, last first. What cannot be taken back has no inverse: svscan starts what was stopped. */
export function inverse(acts: readonly Act[]): Act[] {
  return acts.toReversed().flatMap((act): Act[] => {
    switch (act.act) {
      case 'unlink':
        return [{ act: 'link', link: act.link }]
      case 'hold':
        return [{ act: 'release' }]
      case 'link':
      case 'record':
      case 'command':
      case 'signal':
      case 'control':
      case 'release':
      case 'start':
        return []
    }
  })
}

/** Whether links have been removed: from then on only the run's end brings everything up again. */
export function linksWent(acts: readonly Act[]): boolean {
  return acts.some(({ act }) => act === 'unlink')
}
