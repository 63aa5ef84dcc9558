import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { skipWithout } from '../support/lacks.js'
import { openRoot, rootsLack, type Suite } from '../support/root.js'
import { type Built, buildPackages } from './build.js'

const lacks = rootsLack()
let built: Built

beforeAll(async () => {
  if (lacks === null) built = await buildPackages()
}, 300_000)
beforeEach(context => skipWithout(context, lacks))
afterAll(() => built?.remove())

it('two builds of one commit are the same byte for byte', async () => {
  const [one, other] = await Promise.all(
    built.directories.map(each => readFile(join(each, 'SHA256SUMS'), 'utf8')),
  )
  expect(one).toMatch(
    /^\S+ {2}svreset-[\d.]+-linux-\w+\n\S+ {2}svreset-[\d.]+\.tgz\n\S+ {2}svreset-standalone_[\d.]+_\w+\.deb\n\S+ {2}svreset_[\d.]+_all\.deb\n$/,
  )
  expect(other).toBe(one)
  await execa('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: built.directories[1] })
})

it('lintian finds nothing', async () => {
  const debs = await Promise.all(['_all.deb', `${await architecture()}.deb`].map(built.find))
  const { stdout } = await execa('lintian', ['--allow-root', '--fail-on', 'error,warning', ...debs])
  expect(stdout).toBe('')
}, 300_000)

it('the single executable starts in at most 1.3 times the processor time of the npm package', async () => {
  const starts = 'for i in 1 2 3 4 5 6; do "$1" --version >/dev/null; done; times'
  const measure = async (program: string) => {
    const { stdout } = await execa('sh', ['-c', starts, 'sh', program], {
      extendEnv: false,
      env: { PATH: process.env.PATH },
    })
    // The last line: of the children, in the program and in the kernel.
    const [, minutes, seconds, more, others] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/.exec(stdout) ?? []
    return Number(minutes) * 60 + Number(seconds) + Number(more) * 60 + Number(others)
  }
  const single = await built.find(`linux-${process.arch}`)
  const main = join(built.directories[0], '..', 'dist', 'main.js')
  const ratios: number[] = []
  for (let pair = 0; pair < 5; pair++) ratios.push((await measure(single)) / (await measure(main)))
  const [, , median = 0] = ratios.sort((one, other) => one - other)
  expect(median).toBeGreaterThan(0)
  expect(median).toBeLessThan(1.3)
}, 300_000)

async function architecture(): Promise<string> {
  return (await execa('dpkg', ['--print-architecture'])).stdout
}

/** As in a drill of its own: each way to come through a reset, however it is interrupted. */
const use = `
links() { ls /etc/service | tr '\\n' ' '; }
kill_in() {
  { svreset --yes --json & echo $! >/etc/pid; wait; } 2>/dev/null | {
    while read -r line; do
      case $line in *'"step-started"'*'"step":"'"$1"'"'*) kill -9 "$(cat /etc/pid)"; exit 0;; esac
    done; exit 1; }
}
before=$(links)
code=0; svreset check >/dev/null || code=$?; echo "check: $code"
svreset repair --yes --quiet; svreset check >/dev/null; echo "repair: $?"
run=$(svreset --yes --detach | sed -n 's/^  svreset runs \\([^ ]*\\).*/\\1/p')
until grep -qs '"event":"ended"' "/var/lib/svreset/runs/$run/journal.jsonl"; do sleep 0.1; done
svreset check >/dev/null; echo "detach: $?"
kill_in svscan; [ "$(links)" != "$before" ]
svreset resume --yes --quiet; [ "$(links)" = "$before" ]; echo resume
kill_in svscan; [ "$(links)" != "$before" ]
svreset restore --yes --quiet; [ "$(links)" = "$before" ]; echo restore
kill_in svscan; [ "$(links)" != "$before" ]
sh /var/lib/svreset/runs/"$(ls /var/lib/svreset/runs | tail -n 1)"/restore.sh >/dev/null
[ "$(links)" = "$before" ]; echo restore.sh
cp -a /var/lib/svreset/runs /root/
svreset restore --yes --quiet
svreset --yes --quiet --restart-method manual; svreset check >/dev/null; echo "starter: $?"
run=$(svreset runs | sed -n '3s/ .*//p')
svreset runs "$run" --html | grep -o '</html>$'
svreset runs "$run" --markdown | grep -o '^# Reset daemontools'
svreset completion bash | grep -c ^complete
svreset runbook show reset | grep ^name:
svreset drill happy -- svreset check | head -n 1
`

const used = `check: 2
repair: 0
detach: 0
resume
restore
restore.sh
starter: 0
</html>
# Reset daemontools
1
name: reset
`

const drilled = `svreset drill unhappy -- sh -ec '${use.replaceAll("'", "'\\''")}'`

/** To a package that differs in its version alone. */
const upgrade = `
dpkg-deb --raw-extract /packages/"$1"_[0-9]*.deb /root/next
sed -i 's/^Version: .*/Version: 99/' /root/next/DEBIAN/control
dpkg-deb -Znone --build /root/next /root/next.deb
dpkg --install /root/next.deb
`

const cases: readonly (readonly [Suite, string])[] = [
  ['bookworm', 'svreset-standalone'],
  ['trixie', 'svreset-standalone'],
  ['trixie', 'svreset'],
]

describe.concurrent('in a root of its own', { timeout: 300_000 }, () => {
  it.each(cases)('on %s, %s is installed, used, upgraded and purged', async (suite, name) => {
    await using root = await openRoot(suite, built.directories[0])
    expect(await root.sh('command -v node || :')).toBe(suite === 'bookworm' ? '' : '/usr/bin/node\n')
    await root.sh('dpkg --install /packages/"$1"_[0-9]*.deb', name)
    expect(await root.sh('stat -c "%a %U" /etc/svreset /var/lib/svreset')).toBe('755 root\n700 root\n')
    expect(await root.sh('zcat /usr/share/man/man8/svreset.8.gz | grep -c "^.TH .SVRESET. .8."')).toBe('1\n')
    expect(await root.sh(drilled)).toContain(used)

    // Two of its runs, one of them killed with its links out, and what is this site's.
    await root.sh(`cp -a /root/runs /var/lib/svreset/; echo 'version: 1' >/etc/svreset/config.yaml`)
    const kept = 'find /etc/svreset /var/lib/svreset | sort'
    const before = await root.sh(kept)
    await root.sh(upgrade, name)
    expect(await root.sh('dpkg-query -W -f "\\${Version} " "$1"; svreset --version', name)).toMatch(
      /^99 \d+\.\d+\.\d+$/m,
    )
    expect(await root.sh(kept)).toBe(before)
    const purged = await root.run('dpkg --purge "$1"', name)
    expect(purged.exitCode).toBe(0)
    expect(purged.stderr).toMatch(
      /^svreset: (\S+) was not finished and is kept: sh \1\/restore\.sh puts back/m,
    )
    expect(await root.sh(kept)).toMatch(
      /^\/var\/lib\/svreset\n\S+\/runs\n(\S+)\n\1\/journal\.jsonl\n\1\/manifest\.yaml\n\1\/restore\.sh\n$/,
    )
  })

  it('one package takes over from the other, and its state with it', async () => {
    await using root = await openRoot('trixie', built.directories[0])
    const state = 'cat /var/lib/svreset/kept; stat -c %a /var/lib/svreset'
    await root.sh('dpkg --install /packages/svreset-standalone_*.deb; echo kept >/var/lib/svreset/kept')
    await root.sh('dpkg --install /packages/svreset_*_all.deb; head -c 9 /usr/bin/svreset')
    // What is left of the first is no reason to remove what the second uses.
    await root.sh('echo version: 1 >/etc/svreset/config.yaml; dpkg --purge svreset-standalone')
    expect(await root.sh(state)).toBe('kept\n700\n')
    expect(await root.sh('cat /etc/svreset/config.yaml; svreset --version')).toMatch(/^version: 1\n\d/)
  })

  it('the single executable, as it is, obeys nothing that would have Node run code, or write, for somebody else', async () => {
    await using root = await openRoot('bookworm', built.directories[0])
    await root.sh(`mkdir /root/markers
      echo "require('node:fs').writeFileSync('/root/markers/preloaded', '')" >/root/preload.cjs`)
    const obeyed = [
      'NODE_OPTIONS=--require=/root/preload.cjs',
      'NODE_V8_COVERAGE=/root/markers/coverage',
      'NODE_REDIRECT_WARNINGS=/root/markers/warnings',
      'NODE_EXTRA_CA_CERTS=/root/markers/none',
      'OPENSSL_CONF=/root/markers/none',
    ]
    const started = 'env "$@" /packages/svreset-*-linux-* runbook list 2>&1 | head -n 1; ls -A /root/markers'
    const plain = await root.sh(started)
    expect(plain).toMatch(/^[a-z-]+: .+\n$/)
    expect(await root.sh(started, ...obeyed)).toBe(plain)
    expect(await root.sh(started, ...obeyed, 'SUDO_UID=12345')).toBe(plain)
  })

  it('the single executable brings what it comes with, wherever it is, also in the place of the drill', async () => {
    await using root = await openRoot('bookworm', built.directories[0])
    await root.sh(
      'cp /packages/svreset-*-linux-* /usr/local/bin/svreset; svreset docs --install /usr/local/share',
    )
    expect(await root.sh('head -c 9 /usr/local/share/man/man8/svreset.8')).toBe('.\\" Made ')
    const drilled =
      'svreset drill happy -- sh -c "svreset check | head -n 1; svreset rehearse reset | head -n 1"'
    expect(await root.sh(drilled)).toMatch(/^HAPPY: .*\nWOULD PASS: /)
  })
})
