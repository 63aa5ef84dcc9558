// Bundles src/main.ts into dist/svreset.js: one file, so that a start does not read dozens of them. Large packages that
// few commands need stay beside it, each loaded when needed. dist/main.js (scripts/start/) runs it.
import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { latePatterns } from './late-patterns.mjs'
import { sourceDate } from './source-date.mjs'
import { header, variablesThatNodeObeys } from './start/header.mjs'

const run = promisify(execFile)

const late = ['enquirer', 'execa', 'listr2', 'mdast-util-gfm', 'mdast-util-to-markdown', 'yaml', 'zod']

/** Built beside dist/ and then moved into place: a failed build leaves the earlier program. */
const fresh = 'dist.new'
await rm(fresh, { recursive: true, force: true })
await bundle('svreset.js', { entryPoints: ['src/main.ts'], plugins: [leaveOut(late), latePatterns] })
for (const name of late) {
  await bundle(`${name}.js`, { stdin: { contents: `module.exports = require('${name}')`, resolveDir: '.' } })
}
// With a seed of its own choice V8 never writes the same code twice. This flag, by V8's design, is none of those that must
// be the same where the cache is used.
const scripts = ['svreset', ...late].map(name => `${fresh}/${name}.js`)
await run(process.execPath, ['--random-seed=1', 'scripts/code-cache.mjs', ...scripts])
// A program of its own: what it imports of Node is all that it needs.
await build({
  entryPoints: ['src/starter.ts'],
  outfile: `${fresh}/starter.js`,
  ...{ bundle: true, format: 'cjs', platform: 'node', target: 'node20', legalComments: 'none' },
})
await writeFile(`${fresh}/package.json`, '{ "type": "commonjs" }\n')
await writeMain()
await writeSchemas()
await writeManPages()
await rm('dist', { recursive: true, force: true })
await rename(fresh, 'dist')

async function writeMain() {
  const { outputFiles } = await build({
    entryPoints: ['scripts/start/npm.mjs'],
    ...{
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      legalComments: 'none',
      write: false,
    },
    define: { NODE_OBEYS: JSON.stringify(await variablesThatNodeObeys()) },
  })
  await writeFile(`${fresh}/main.js`, `${await header()}${outputFiles[0].text}`)
  await chmod(`${fresh}/main.js`, 0o755)
}

/** Makes a script that is a function of what Node gives to a CommonJS module. */
async function bundle(name, input) {
  const outfile = `${fresh}/${name}`
  await build({
    ...input,
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Late imports are in the same file, but still run late.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importMetaUrl' },
    minifySyntax: true,
    legalComments: 'none',
    banner: {
      js: "(function (exports, require, module, __filename, __dirname) { const importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
    },
    footer: { js: '})' },
  })
}

function leaveOut(packages) {
  return {
    name: 'leave-out',
    setup({ onResolve }) {
      const filter = new RegExp(`^(?:${packages.join('|')})$`)
      onResolve({ filter }, ({ path }) => ({ path: `./${path}.js`, external: true }))
    },
  }
}

/** As the program prints them; each shipped runbook names its own in its first line, for editors. */
async function writeSchemas() {
  const { schemaNames } = await importSource('src/cli/schema/names.ts')
  await mkdir(`${fresh}/schemas`)
  for (const name of schemaNames) {
    const { stdout } = await run(process.execPath, [`${fresh}/main.js`, 'schema', name], {
      maxBuffer: 1 << 24,
    })
    await writeFile(`${fresh}/schemas/${name}.schema.json`, stdout)
  }
}

/** From the program itself. */
async function writeManPages() {
  const { manPages } = await importSource('docs-gen/pages.ts')
  const { version } = JSON.parse(await readFile('package.json', 'utf8'))
  const date = new Date(await sourceDate()).toISOString().slice(0, 10)
  await mkdir(`${fresh}/man`)
  for (const [name, text] of manPages('.', version, date)) await writeFile(`${fresh}/man/${name}`, text)
}

/** What is needed here only. */
async function importSource(entryPoint) {
  const outfile = `${fresh}/build-only.mjs`
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    packages: 'external',
    target: 'node20',
    format: 'esm',
    platform: 'node',
  })
  const module = await import(`../${outfile}?${entryPoint}`)
  await rm(outfile)
  return module
}
