import type { Process } from '../system/process.js'

/** signal(7), as on most architectures: those by which a program ends that cannot go on. */
const names: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
}

/** How a defunct process ended; null where that may not be seen, or it ended by itself with 0. */
export function endingOf({ waitStatus }: Process): string | null {
  if (waitStatus === undefined || waitStatus === 0) return null
  const signal = waitStatus & 0x7f
  if (signal !== 0) return `was ended by ${names[signal] ?? `signal ${signal}`}`
  const code = waitStatus >> 8
  // 126 and 127 are the shell's words for it.
  if (code === 127) return 'exits with 127: a program, or a library of one, was not found'
  if (code === 126) return 'exits with 126: a program could not be executed'
  return `exits with ${code}`
}
