import { type Act, describeAct } from '../../contract/operation.js'

/** What takes these acts back, last first. What cannot be taken back has no inverse: svscan starts what was stopped. */
export function inverse(acts: readonly Act[]): Act[] {
  return acts.toReversed().flatMap((act): Act[] => {
    switch (act.act) {
      case 'unlink':
        return [{ act: 'link', link: act.link }]
      case 'hold':
        return [{ act: 'release' }]
      case 'undo-by':
        return [...act.acts]
      case 'signal':
        return act.signal === 'SIGSTOP' ? [{ ...act, signal: 'SIGCONT' }] : []
      case 'limit':
        return [{ ...act, openFiles: act.before, before: act.openFiles }]
      case 'link':
      case 'record':
      case 'command':
      case 'control':
      case 'release':
      case 'start':
      case 'attach':
      case 'await-scan':
      case 'drain':
      case 'salvage':
      case 'clear-title':
        return []
    }
  })
}

/** Whether links have been removed, or are being put back: from then on only the run's end brings everything up again. */
export function linksWent(acts: readonly Act[]): boolean {
  return acts.some(({ act }) => act === 'unlink' || act === 'link')
}

/** What was done and has no way back, in words for the operator; empty where there is nothing of the kind. */
export function lasting(acts: readonly Act[]): string[] {
  const words = [...new Set(acts.filter(isLasting).map(act => shortened(describeAct(act))))]
  if (words.length === 0) return []
  const shown = words.slice(0, most).join('; ')
  const more = words.length > most ? `; and ${words.length - most} more` : ''
  return [
    `cannot be undone: ${shown}${more}: svscan starts again what was stopped, when it looks next (within 5 s)`,
  ]
}

const most = 4

function isLasting(act: Act): boolean {
  if (act.act === 'signal') return act.signal === 'SIGTERM' || act.signal === 'SIGKILL'
  return act.act === 'command' || act.act === 'control' || act.act === 'start' || act.act === 'attach'
}

/** A command may name a thousand directories. */
function shortened(text: string): string {
  const words = text.split(' ')
  return words.length <= 8 ? text : `${words.slice(0, 6).join(' ')} … (${words.length - 6} more)`
}
