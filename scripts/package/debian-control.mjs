import { access, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from './run.mjs'

/** Whoever builds it for others is named as Debian's tools name a packager. */
const { DEBFULLNAME = 'the svreset authors', DEBEMAIL = 'svreset@localhost' } = process.env
const maintainer = `${DEBFULLNAME} <${DEBEMAIL}>`

/** What dpkg and lintian want to know. */
export async function writeControl(root, { name, version, architecture, depends }) {
  const alone = architecture !== 'all'
  const other = alone ? 'svreset' : 'svreset-standalone'
  const control = {
    Package: name,
    Version: version,
    Section: 'admin',
    Priority: 'optional',
    Architecture: architecture,
    Maintainer: maintainer,
    'Installed-Size': Math.ceil((await sizeOf(root)) / 1024),
    Depends: depends,
    Recommends: 'daemontools',
    // Both have the program and the state directory.
    Conflicts: other,
    Replaces: other,
    ...(alone ? { Provides: `svreset (= ${version})` } : {}),
    Description: description(alone),
  }
  const lines = Object.entries(control).map(([field, value]) => `${field}: ${value}\n`)
  await write(`${root}/DEBIAN/control`, lines.join(''))
  await write(`${root}/DEBIAN/postrm`, await readFile('scripts/package/postrm.sh'), 0o755)
  await write(`${root}/usr/share/doc/${name}/copyright`, await copyright(alone))
  await write(`${root}/usr/share/doc/${name}/changelog.gz`, compressed(changelog(name, version)))
  await write(`${root}/usr/share/doc/${name}/CHANGELOG.md.gz`, compressed(await readFile('CHANGELOG.md')))
  await write(
    `${root}/usr/share/lintian/overrides/${name}`,
    await readFile(`scripts/package/lintian/${name}`),
  )
  if (alone) await write(`${root}/usr/share/doc/${name}/LICENSE.node`, await readFile(await licenceOfNode()))
}

/** Packages that the executable needs the libraries of, each with the version from which on it has what is used. */
export async function libraries(executable, work) {
  const source = `${work}/shlibdeps`
  // dpkg-shlibdeps insists on a source package.
  await write(
    `${source}/debian/control`,
    'Source: svreset\n\nPackage: svreset-standalone\nArchitecture: any\n',
  )
  const said = await run('dpkg-shlibdeps', ['-O', `-e${resolve(executable)}`], { cwd: source })
  return said.trim().replace(/^shlibs:Depends=/, '')
}

function description(alone) {
  return `diagnoses, cures and resets a tangled daemontools
 svreset finds out what is wrong with svscan, supervise and readproctitle, and
 why: a supervise in a deleted directory, two of them in one directory, lost
 logs. It cures that with the smallest plan that works, and every healthy
 service keeps running. If nothing smaller works, it resets everything, step by
 step, and asks before each step.
 .
 ${alone ? 'This package needs no Node.js: the program holds its own.' : 'This package uses the Node.js of the system.'}`
}

function changelog(name, version) {
  const date = new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000).toUTCString().replace('GMT', '+0000')
  return `${name} (${version}) unstable; urgency=medium

  * CHANGELOG.md.gz in this directory says what has changed.

 -- ${maintainer}  ${date}
`
}

async function copyright(alone) {
  const licence = (await readFile('LICENSE', 'utf8')).trim().split('\n').slice(4)
  const indented = licence.map(line => ` ${line === '' ? '.' : line}\n`).join('')
  const node = alone ? '\nThe executable contains Node.js, whose licences are in LICENSE.node.\n' : ''
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: svreset

Files: *
Copyright: 2026 the svreset authors
License: Expat
${indented}${node}`
}

/** Where Node's own archive, its container and its package for Debian have it. */
async function licenceOfNode() {
  const prefix = resolve(dirname(process.execPath), '..')
  const places = [
    `${prefix}/LICENSE`,
    `${prefix}/share/doc/nodejs/LICENSE`,
    `${prefix}/share/doc/node/LICENSE`,
  ]
  for (const place of places) {
    if (await isThere(place)) return place
  }
  throw new Error(
    `unable to find the licence of Node in ${places.join(', ')}: it must go with the executable`,
  )
}

async function isThere(path) {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function sizeOf(directory) {
  let size = 0
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) size += (await stat(`${entry.parentPath ?? entry.path}/${entry.name}`)).size
  }
  return size
}

/** Without a time in it. */
export function compressed(content) {
  return gzipSync(content, { level: 9 })
}

async function write(path, content, mode = 0o644) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content, { mode })
}
