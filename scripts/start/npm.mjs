// dist/main.js, below header.sh: runs svreset.js, which lies beside it.

import { existsSync, readFileSync } from 'node:fs'
import { refuseWhatNodeHasObeyed } from './guard.mjs'
import { run } from './run.mjs'

// Nothing is set if the lines of header.sh have run. Otherwise it was started as `node main.js`, past them.
refuseWhatNodeHasObeyed(NODE_OBEYS, 'start svreset by its own name, not as an argument of node; and ')

run('./svreset.js', __dirname, name => {
  const path = `${__dirname}/${name}`
  return existsSync(path) ? readFileSync(path) : undefined
})
