import { scenarios } from './scenarios.js'

/** The text of `svreset drill --list`: one scenario per line. */
export function listScenarios(): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length))
  return scenarios.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('')
}
