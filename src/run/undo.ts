import type { Act } from '../runbook/act.js'

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

/** Whether links have been removed by these acts and not been put back since. */
export function linksAreOut(acts: readonly Act[]): boolean {
  const out = new Set<string>()
  for (const act of acts) {
    if (act.act === 'unlink') out.add(act.link.name)
    if (act.act === 'link') out.delete(act.link.name)
  }
  return out.size > 0
}
