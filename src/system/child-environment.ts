import { existsSync } from 'node:fs'

/** PATH for every child: set, never inherited. `/command` first where it exists, as daemontools itself installs there. */
export const searchPath = [
  ...(existsSync('/command') ? ['/command'] : []),
  ...['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'],
].join(':')

/** The whole environment of a child: nothing is passed on of ours. docs/running.md lists it. */
export const childEnvironment: Readonly<Record<string, string>> = { PATH: searchPath, LC_ALL: 'C' }
