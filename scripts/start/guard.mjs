// Whoever is on this machine could make us run his code through Node's inspector, which SIGUSR1 opens where nobody
// listens for it. One that came before this line has opened it, or is about to.
process.on('SIGUSR1', () => {})
process._debugEnd?.()
setImmediate(() => process._debugEnd?.())
// A write past the limit fails with EFBIG as long as somebody listens; libraries that listen for a moment, and stop,
// leave the signal deadly.
process.on('SIGXFSZ', () => {})

/** What has run already cannot be undone; nothing more is done. `names`: of variables that this Node obeys. */
export function refuseWhatNodeHasObeyed(names, next) {
  const { SUDO_UID = '0' } = process.env
  if (SUDO_UID === '0' || process.geteuid?.() !== 0) return
  const set = names.filter(name => process.env[name] !== undefined)
  if (set.length === 0) return
  process.stderr.write(`svreset: error: unable to start through sudo with ${set.join(', ')} set
  reason: Node obeys ${set.join(', ')} at its start, and may have run another user's code as root already
  next: ${next}have sudo keep such variables back (sudoers, env_keep)
`)
  process.exit(3)
}
