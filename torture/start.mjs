// Bundles the torture, and takes a copy of the built svreset: a build in the meantime must not change it under way.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = `${root}node_modules/.cache`
await mkdir(cache, { recursive: true })
const copy = await mkdtemp(`${cache}/svreset-torture-`)
try {
  for (const part of ['package.json', 'runbooks', 'dist'])
    await cp(`${root}${part}`, `${copy}/${part}`, { recursive: true })
  await build({
    entryPoints: [`${root}torture/main.ts`],
    outfile: `${copy}/torture.mjs`,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  })
  const { main } = await import(pathToFileURL(`${copy}/torture.mjs`).href)
  process.exitCode = await main(process.argv.slice(2), [process.execPath, `${copy}/dist/main.js`])
} finally {
  await rm(copy, { recursive: true, force: true })
}
