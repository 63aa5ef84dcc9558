/** argv of systemctl(1) against the machine's manager, or that of a user (who must be the one who runs it). */
export function systemctl(userManager: number | null, ...words: string[]): string[] {
  return userManager === null
    ? ['systemctl', ...words]
    : ['env', `XDG_RUNTIME_DIR=/run/user/${userManager}`, 'systemctl', '--user', ...words]
}
