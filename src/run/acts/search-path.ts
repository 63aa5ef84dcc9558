/** PATH for every child: set, never inherited. `/command` first, as daemontools itself installs there. */
export const searchPath = '/command:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The whole environment of a child. */
export const childEnvironment: Readonly<Record<string, string>> = { PATH: searchPath, LC_ALL: 'C' }
