import type { ProcessId } from '../../system/process.js'

/** All that a command has started, in whatever session it is by now. */
export interface Containment {
  /** Runs `spawn`, which starts the command at once, so that all of it is known from its first moment on. */
  start<T extends { readonly pid?: number | undefined }>(spawn: () => T): T
  /** Ends all of it. Gives what still lives after a while: the kernel itself holds it. */
  end(): Promise<readonly ProcessId[]>
  /** Afterwards, in any case. What a command that ended by itself has left running keeps running. */
  release(): Promise<void>
}
