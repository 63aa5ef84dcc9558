// The single executable: the Node that runs this script, with svreset and all its files inside.
// https://nodejs.org/api/single-executable-applications.html
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { variablesThatNodeObeys } from '../start/header.mjs'
import { forgetVariables } from './forget-variables.mjs'
import { run } from './run.mjs'

/** Node has it once, in what may become a single executable. A Node that is split into libraries has none. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/** Makes `path`. `work`: a directory for what is needed in between. */
export async function singleExecutable(path, work) {
  // Without the symbols it is an eighth smaller.
  await run('strip', ['-o', path, process.execPath])
  const node = await readFile(path)
  if (!node.includes(fuse))
    throw new Error(`unable to make a single executable of ${process.execPath}: it is not a whole Node
  next: run npm run package with a Node from its own project: Debian's is split into libraries`)
  const names = await variablesThatNodeObeys()
  forgetVariables(node, names)
  await writeFile(path, node)
  await writeBlob(`${work}/blob`, work, names)
  const injection = ['node_modules/postject/dist/cli.js', path, 'NODE_SEA_BLOB', `${work}/blob`]
  await run(process.execPath, [...injection, '--sentinel-fuse', fuse])
  await chmod(path, 0o755)
}

/** What Node looks for in itself when it starts. */
async function writeBlob(output, work, names) {
  await build({
    entryPoints: ['scripts/start/single.mjs'],
    outfile: `${work}/main.js`,
    ...{ bundle: true, format: 'cjs', platform: 'node', target: 'node20', legalComments: 'none' },
    define: { NODE_OBEYS: JSON.stringify(names) },
  })
  const files = await packageFiles()
  await writeFile(`${work}/files.json`, JSON.stringify(files))
  const assets = Object.fromEntries(files.map(file => [file, resolve(file)]))
  const config = {
    // Node writes this path into the blob.
    main: 'main.js',
    output,
    ...{ disableExperimentalSEAWarning: true, useSnapshot: false, useCodeCache: true },
    assets: { 'files.json': 'files.json', ...assets },
  }
  await writeFile(`${work}/config.json`, JSON.stringify(config))
  // The seed: see scripts/build.mjs.
  await run(process.execPath, ['--random-seed=1', '--experimental-sea-config', 'config.json'], { cwd: work })
}

/** What the npm package has and a program reads. */
async function packageFiles() {
  const { files } = JSON.parse(await readFile('package.json', 'utf8'))
  const found = await Promise.all(files.map(filesBelow))
  // The launcher of the npm package has another in its place.
  const needless = ['dist/main.js', 'dist/package.json', 'README.md', 'CHANGELOG.md']
  return ['package.json', ...found.flat()].filter(path => !needless.includes(path)).sort()
}

async function filesBelow(path) {
  if ((await stat(path)).isFile()) return [path]
  const names = await readdir(path)
  return (await Promise.all(names.map(name => filesBelow(`${path}/${name}`)))).flat()
}
