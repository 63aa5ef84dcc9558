// Makes in packages/ what a release consists of: the npm tarball, the single executable, two Debian packages, checksums.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { debianPackages } from './package/debian.mjs'
import { singleExecutable } from './package/executable.mjs'
import { run } from './package/run.mjs'
import { sourceDate } from './source-date.mjs'

const { version } = JSON.parse(await readFile('package.json', 'utf8'))
// All that is made below has this time and no other: then it is the same on any day.
process.env.SOURCE_DATE_EPOCH = String(Math.floor((await sourceDate()) / 1000))
// It decides the modes of files.
process.umask(0o022)

/** Made beside packages/ and then moved into place. */
const fresh = 'packages.new'
await rm(fresh, { recursive: true, force: true })
await mkdir(fresh)
const work = await mkdtemp(join(tmpdir(), 'svreset-package-'))
try {
  await run('sh', ['scripts/requirements.sh', 'binutils', 'dpkg-dev'])
  // This builds dist/ too.
  await run('npm', ['pack', '--silent', '--pack-destination', fresh])
  const executable = `${fresh}/svreset-${version}-linux-${process.arch}`
  await singleExecutable(executable, work)
  await debianPackages(fresh, { executable, tarball: `${fresh}/svreset-${version}.tgz`, version, work })
  await writeSums()
  await rm('packages', { recursive: true, force: true })
  await rename(fresh, 'packages')
} finally {
  await rm(work, { recursive: true })
}

/** As `sha256sum --check` reads them. */
async function writeSums() {
  const lines = []
  for (const name of (await readdir(fresh)).sort()) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(`${fresh}/${name}`), hash)
    lines.push(`${hash.digest('hex')}  ${name}\n`)
  }
  await writeFile(`${fresh}/SHA256SUMS`, lines.join(''))
}
