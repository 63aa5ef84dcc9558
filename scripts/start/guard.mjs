// Whoever is on this machine could make us run his code through Node's inspector, which SIGUSR1 opens where nobody
// listens for it. One that came before this line has opened it, or is about to.
process.on('SIGUSR1', () => {})
process._debugEnd?.()
setImmediate(() => process._debugEnd?.())
// A write past the limit fails with EFBIG as long as somebody listens; libraries that listen for a moment, and stop,
// leave the signal deadly.
process.on('SIGXFSZ', () => {})

/** Started as `node main.js`, and so past the lines for sh. What has run already cannot be undone; nothing more is done. */
export function refuseWhatNodeHasObeyed(names) {
  const { SUDO_UID = '0' } = process.env
  if (SUDO_UID === '0' || process.geteuid?.() !== 0) return
  const set = names.filter(name => process.env[name] !== undefined)
  if (set.length === 0) return
  process.stderr.write(`svreset: error: unable to start through sudo with ${set.join(', ')} set
  reason: Node obeys ${set.join(', ')} at its start, and may have run another user's code as root already
  next: start svreset by its own name, not as an argument of node; and have sudo keep such variables back (sudoers, env_keep)
`)
  process.exit(3)
}
