import { type Arena, type ArenaOptions, tiny, tinyByHand, tinyToRepair } from './arena.js'

/** A command under torture, and the state that it begins in. */
export interface Subject {
  readonly name: string
  /** A run of its own, and not the rest of another. */
  readonly beginsAnew: boolean
  readonly arena: ArenaOptions
  /** `few`: it does little that the others do not. */
  readonly passes: 'all' | 'few'
  readonly argv: readonly string[]
  /** What `check` may still find when nobody has to go on with it: what it was to cure. */
  readonly mayRemain?: string
  stage(arena: Arena): Promise<void>
}

/** A reset that is killed at a call, for what comes after it. */
function killedReset(inject: string): Subject['stage'] {
  return async arena => {
    const { exitCode, stdout, stderr } = await arena.run([
      ...['strace', '-o', '/dev/null', '-e', `inject=${inject}`],
      ...arena.self,
      '--yes',
    ])
    if (exitCode !== null && exitCode !== 137) throw new Error(`not killed at ${inject}:\n${stdout}${stderr}`)
  }
}

const nothing = async () => {}

/** svscan looks for `log` only when it first sees a service: a repair takes the link away until it has forgotten it. */
async function logComesLate(arena: Arena): Promise<void> {
  await arena.sh(`
    mkdir /usr/local/plain/log
    printf '#!/bin/sh\\nexec cat >/dev/null\\n' >/usr/local/plain/log/run
    chmod 755 /usr/local/plain/log/run`)
}

export const subjects: readonly Subject[] = [
  { name: 'reset', beginsAnew: true, arena: tiny, passes: 'all', argv: ['--yes'], stage: nothing },
  {
    name: 'restore',
    beginsAnew: false,
    arena: tiny,
    passes: 'all',
    argv: ['restore', '--yes'],
    // All links are gone, every service is down, svscan is about to end.
    stage: killedReset('kill:signal=KILL:when=1'),
  },
  {
    name: 'resume',
    beginsAnew: false,
    arena: tiny,
    passes: 'all',
    argv: ['resume', '--yes'],
    // Half of the links are gone: nearly all of the run is still to be done.
    stage: killedReset('unlink:signal=KILL:when=2'),
  },
  {
    name: 'reset by hand',
    beginsAnew: true,
    arena: tinyByHand,
    passes: 'few',
    argv: ['--yes', '--restart-method', 'manual'],
    stage: nothing,
  },
  {
    name: 'repair',
    beginsAnew: true,
    arena: tinyToRepair,
    passes: 'few',
    argv: ['repair', '--yes'],
    mayRemain: 'log-not-picked-up',
    stage: logComesLate,
  },
]

/** Sets the scene anew in an arena that is whole, so that the next fault finds what the first one found. */
export async function setScene(arena: Arena, subject: Subject): Promise<void> {
  await arena.sh('rm -rf /var/lib/svreset')
  await subject.stage(arena)
}
