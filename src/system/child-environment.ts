import { existsSync } from 'node:fs'

/** PATH for every child: set, never inherited. `/command` first if it exists, because daemontools installs itself there. */
export const searchPath = [
  ...(existsSync('/command') ? ['/command'] : []),
  ...['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'],
].join(':')

/** What svreset itself reads, and what `systemd-run --user` needs: everything that it passes on to itself in the background. */
export function ownEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && ownVariables.includes(name) ? [[name, value] as const] : [],
  )
  return { ...Object.fromEntries(kept), PATH: searchPath }
}

const ownVariables: readonly string[] = [
  ...['HOME', 'XDG_STATE_HOME', 'SUDO_USER', 'SUDO_UID'],
  ...['TZ', 'TERM', 'NO_COLOR', 'FORCE_COLOR', 'LANG', 'LC_ALL', 'LC_CTYPE'],
  ...['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
]

/** The whole environment of a child. Nothing of svreset's own environment is passed on. docs/running.md lists it. */
export const childEnvironment: Readonly<Record<string, string>> = { PATH: searchPath, LC_ALL: 'C' }
