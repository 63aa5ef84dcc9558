import { readFile } from 'node:fs/promises'

export const header = () => readFile('scripts/start/header.sh', 'utf8')

/** The variables of the environment that Node obeys before the first line of a script runs. */
export async function variablesThatNodeObeys() {
  const [, names] = /^unset (.+)$/m.exec(await header())
  return names.split(' ')
}
