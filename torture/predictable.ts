/** How the id of each new run ends where this is loaded. */
export const newRunIdEnding = 'abab'

/** Options for Node that take the chance out of run ids, so that strace can be told of a journal before it is there. */
export const predictable = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    import crypto from 'node:crypto'
    import { syncBuiltinESMExports } from 'node:module'
    crypto.randomBytes = size => Buffer.alloc(size, 0x${newRunIdEnding.slice(0, 2)})
    syncBuiltinESMExports()`)}`,
]
