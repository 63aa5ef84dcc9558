/**
 * The signals that end svreset, with its exit code then: 128 and the signal's number. Every one that can be caught and
 * that would kill, but for SIGPROF, which V8's profiler needs, and those that tell of a bug. scripts/start/guard.mjs sees to
 * the two that do nothing, SIGUSR1 and SIGXFSZ.
 */
export const endingSignals = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGQUIT: 131,
  SIGUSR2: 140,
  SIGALRM: 142,
  SIGTERM: 143,
  SIGSTKFLT: 144,
  SIGXCPU: 152,
  SIGVTALRM: 154,
  SIGIO: 157,
  SIGPWR: 158,
} as const

export type EndingSignal = keyof typeof endingSignals
