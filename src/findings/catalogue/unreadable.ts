import { symptom } from '../../diagnosis/rule.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'
import { isUnreadable } from './link.js'

export const unreadable = defineFinding({
  id: 'unreadable',
  severity: 'unknown',
  title: 'what could not be looked at',
  meaning:
    'Something could not be read, and the finding says what that hides. No verdict is better than unknown then.',
  *find({ system, parts }) {
    const byHand =
      system.self.uid === 0
        ? 'fix what keeps even root from reading it (is a file system gone?), then look again'
        : 'look again as root'
    for (const { what, hides, pids } of system.unreadable) {
      yield symptom(null, pids, `${what} cannot be read, which hides ${hides}`, { what, hides }, { byHand })
    }
    for (const { name, problem, kind } of system.entries) {
      if (kind === 'other' || !isUnreadable(problem)) continue
      const hides = 'everything about this service, and which supervise is its'
      yield symptom(
        name,
        [],
        `${quote(name)} cannot be looked into (${problem}), which hides ${hides}`,
        { problem, hides },
        { byHand },
      )
    }
    for (const { service, name, directory } of parts) {
      const hidden: [string, string, string][] = []
      const { logProblem } = directory
      if (logProblem !== null && isUnreadable(logProblem))
        hidden.push(['log', logProblem, 'everything about its log'])
      if (directory.run.kind === 'unreadable')
        hidden.push(['run', directory.run.reason, 'whether it can start'])
      if (directory.statusProblem !== null && !directory.statusMalformed) {
        hidden.push(['supervise/status', directory.statusProblem, 'what it was told to be'])
      }
      for (const [file, reason, hides] of hidden) {
        const path = `${directory.path}/${file}`
        yield symptom(
          service,
          [],
          `${quote(path)} cannot be read (${reason}), which hides for ${quote(name)} ${hides}`,
          { path, reason, hides },
          { byHand },
        )
      }
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand: 'look again as root; as root, fix what keeps even root from reading it',
  resetEnds: false,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})
