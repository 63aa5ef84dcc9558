import { ExitCode, UserError } from '../errors.js'
import { closest } from '../text/closest.js'
import type { Scenario } from './scenario.js'
import { scenarios } from './scenarios.js'

/** The scenario of this name; a UserError (bad usage) suggests another where there is none. */
export function findScenario(name: string): Scenario {
  const found = scenarios.find(scenario => scenario.name === name)
  if (found !== undefined) return found
  const similar = closest(
    name,
    scenarios.map(scenario => scenario.name),
  )
  throw new UserError(ExitCode.usage, `there is no drill scenario '${name}'`, {
    next:
      similar === undefined ? 'svreset drill --list' : `did you mean '${similar}'? (svreset drill --list)`,
  })
}
