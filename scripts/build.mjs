// Bundles src/main.ts and everything it needs into dist/. Code that a command
// imports late stays in a chunk of its own, so that `svreset --help` loads none of it.
import { execFile } from 'node:child_process'
import { chmod, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const run = promisify(execFile)

/** Built beside and moved into place: a build that fails leaves the program that there was. */
const fresh = 'dist.new'
await rm(fresh, { recursive: true, force: true })
await build({
  entryPoints: ['src/main.ts'],
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  banner: {
    // Bundled CommonJS packages call require() for Node's own modules, and some name their own file.
    js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __fileURLToPath } from 'node:url'; const require = __createRequire(import.meta.url); const __filename = __fileURLToPath(import.meta.url);",
  },
})
await chmod(`${fresh}/main.js`, 0o755)
// Named by the first line of each shipped runbook, for editors.
const { stdout } = await run(process.execPath, [`${fresh}/main.js`, 'runbook', 'schema'], {
  maxBuffer: 1 << 24,
})
await writeFile(`${fresh}/runbook.schema.json`, stdout)
await rm('dist', { recursive: true, force: true })
await rename(fresh, 'dist')
