// The main script of the single executable. Its files are inside it.
import './guard.mjs'
import { dirname } from 'node:path'
import { getRawAsset } from 'node:sea'
import { run } from './run.mjs'

// This Node does not know them any more (scripts/package/forget-variables.mjs); what svreset starts must not, either.
for (const name of NODE_OBEYS) delete process.env[name]

const files = new Set(JSON.parse(asset('files.json').latin1Slice()))

// src/system/own-program.ts knows this word.
run(process.argv[2] === '--starter' ? './starter.js' : './svreset.js', dirname(process.execPath), name =>
  files.has(`dist/${name}`) ? asset(`dist/${name}`) : undefined,
)

/** Not copied: a view of the memory that the executable is mapped to. */
function asset(path) {
  return Buffer.from(getRawAsset(path))
}
