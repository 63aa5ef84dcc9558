import { basename } from 'node:path'
import { drillDirectory } from './pid-one.js'

/** bash reads this file instead of ~/.bashrc. */
export const bashPromptFile = `${drillDirectory}/bashrc`

/** The operator's own settings, with a prompt that nobody takes for that of the real machine. */
export const bashPromptText = `[ ! -r ~/.bashrc ] || . ~/.bashrc
PS1="(drill $SVRESET_DRILL) \${PS1-\\\\w \\\\$ }"
`

/** The argv of an interactive shell: the operator's own, or bash. */
export function interactiveShell(environment: NodeJS.ProcessEnv): string[] {
  const shell = environment.SHELL || 'bash'
  return basename(shell) === 'bash' ? [shell, '--rcfile', bashPromptFile] : [shell]
}

/** The environment of COMMAND: the caller's, with the drill's svreset first on the PATH and a prompt for shells other than bash. */
export function drillEnvironment(environment: NodeJS.ProcessEnv, scenario: string): NodeJS.ProcessEnv {
  return {
    ...environment,
    PATH: drillPath(environment.PATH),
    PS1: `(drill ${scenario}) $ `,
    SVRESET_DRILL: scenario,
  }
}

/** `svreset` must be found, and it must be the drill's, which is in /usr/local/bin. */
function drillPath(path: string | undefined): string {
  const rest = (path ?? '/usr/sbin:/usr/bin:/sbin:/bin').split(':').filter(part => part !== '/usr/local/bin')
  const system = ['/usr/sbin', '/sbin'].filter(part => !rest.includes(part))
  return ['/usr/local/bin', ...rest, ...system].join(':')
}
