import { ExitCode, UserError } from '../errors.js'
import { closest } from '../text/closest.js'
import type { Scenario } from './scenario.js'
import { empty, happy, many } from './scenarios/healthy.js'
import { unhappy } from './scenarios/seed.js'
import { unusualScenarios } from './scenarios/unusual/index.js'
import { sickScenarios } from './sick/index.js'

/** Those in which nothing is wrong. */
export const healthyScenarios: readonly Scenario[] = [happy, many, empty, ...unusualScenarios]

/** The registry: names, help, `--list` and suggestions all come from here. */
export const scenarios: readonly Scenario[] = [...healthyScenarios, unhappy, ...sickScenarios]

/** The text of `svreset drill --list`: one scenario per line. */
export function listScenarios(): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length))
  return scenarios.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('')
}

/** The scenario of this name. If there is none, throws a UserError (bad usage) that suggests another one. */
export function findScenario(name: string): Scenario {
  const found = scenarios.find(scenario => scenario.name === name)
  if (found !== undefined) return found
  const similar = closest(
    name,
    scenarios.map(scenario => scenario.name),
  )
  throw new UserError(ExitCode.usage, `unable to start drill '${name}': no such scenario`, {
    next:
      similar === undefined ? 'svreset drill --list' : `did you mean '${similar}'? (svreset drill --list)`,
  })
}
