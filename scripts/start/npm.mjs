// dist/main.js, below header.sh: runs svreset.js, which lies beside it.

import { existsSync, readFileSync } from 'node:fs'
import { refuseWhatNodeHasObeyed } from './guard.mjs'
import { run } from './run.mjs'

refuseWhatNodeHasObeyed(NODE_OBEYS)

run('./svreset.js', __dirname, name => {
  const path = `${__dirname}/${name}`
  return existsSync(path) ? readFileSync(path) : undefined
})
