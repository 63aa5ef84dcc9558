// Two Debian packages: one has svreset for Debian's Node, the other has the single executable. All else is the same.
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { compressed, libraries, writeControl } from './debian-control.mjs'
import { run } from './run.mjs'

/** Makes both in `directory`. `work`: a directory for what is needed in between. */
export async function debianPackages(directory, { executable, tarball, version, work }) {
  // A pre-release is older than its release.
  const debianVersion = version.replace('-', '~')

  const small = `${work}/svreset`
  await writeCommon(small, executable)
  await run('tar', ['-xf', tarball, '-C', work])
  for (const name of ['dist', 'completions', 'package.json'])
    await cp(`${work}/package/${name}`, `${small}/usr/share/svreset/${name}`, { recursive: true })
  await symlink('../share/svreset/dist/main.js', `${small}/usr/bin/svreset`)
  const needs = { architecture: 'all', depends: 'nodejs (>= 20)' }
  await writeControl(small, { name: 'svreset', version: debianVersion, ...needs })
  await build(small, `${directory}/svreset_${debianVersion}_all.deb`)

  const name = 'svreset-standalone'
  const whole = `${work}/${name}`
  await writeCommon(whole, executable)
  await copyFile(executable, `${whole}/usr/bin/svreset`)
  const architecture = (await run('dpkg', ['--print-architecture'])).trim()
  const depends = await libraries(executable, work)
  await writeControl(whole, { name, version: debianVersion, architecture, depends })
  await build(whole, `${directory}/${name}_${debianVersion}_${architecture}.deb`)
}

/** What both packages have. */
async function writeCommon(root, executable) {
  const share = `${root}/usr/share`
  for (const path of ['etc/svreset', 'usr/bin', 'var/lib/svreset'])
    await mkdir(`${root}/${path}`, { recursive: true })
  // As svreset makes it: manifests and journals are for root.
  await chmod(`${root}/var/lib/svreset`, 0o700)
  await run(executable, ['docs', '--install', share])
  await compressManPages(`${share}/man`)
  // Debian keeps the other place for the administrator.
  await mkdir(`${share}/zsh/vendor-completions`)
  await rename(`${share}/zsh/site-functions/_svreset`, `${share}/zsh/vendor-completions/_svreset`)
  await rm(`${share}/zsh/site-functions`, { recursive: true })
}

async function compressManPages(directory) {
  for (const section of await readdir(directory)) {
    for (const page of await readdir(`${directory}/${section}`)) {
      const path = `${directory}/${section}/${page}`
      await writeFile(`${path}.gz`, compressed(await readFile(path)))
      await rm(path)
    }
  }
}

async function build(root, deb) {
  // -z0: a tenth larger than what takes ten times as long.
  await run('dpkg-deb', ['--root-owner-group', '-Zxz', '-z0', '--build', root, deb])
}
