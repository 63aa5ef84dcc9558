import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { causes, checkJson } from './support/check.js'
import { openLastingDrill, type TestDrill } from './support/drill.js'
import { endSvscan, staging } from './support/staging.js'

describe('a happy system', () => {
  let drill: TestDrill
  beforeAll(async () => {
    drill = await openLastingDrill('happy')
    await checkJson(drill) // waits until nothing is young any more
  })
  afterAll(() => drill.close())

  it('is happy ten times in a row, each in one look', async () => {
    for (let time = 0; time < 10; time++) {
      const { verdict, exitCode, findings, stderr } = await checkJson(drill)
      expect({ verdict, exitCode, findings, stderr }).toEqual({
        verdict: 'happy',
        exitCode: 0,
        findings: [],
        stderr: '',
      })
    }
  })

  it('looks once at each process and each directory, starts no program, writes nothing', async () => {
    const record = '/etc/calls'
    const calls = ['-f', '-qq', '-o', record, '-e', 'trace=execve,openat,kill,unlink,rename,mkdir']
    await drill.sh('exec strace "$@" svreset check --json >/dev/null', ...calls)
    const lines = (await drill.sh('cat "$1"', record)).split('\n')
    // The first three are the drill's own sh, and those of main.js: sh, which drops what Node would obey, and node.
    expect(lines.filter(line => line.includes('execve('))).toHaveLength(3)
    expect(
      lines.filter(line => /O_WRONLY|O_RDWR|O_CREAT|kill\(|unlink\(|rename\(|mkdir\(/.test(line)),
    ).toEqual([])
    const looked = lines.flatMap(line => /openat\(AT_FDCWD, "(\/proc(?:\/\d+\/stat)?)"/.exec(line)?.[1] ?? [])
    expect(looked.length).toBeGreaterThan(20)
    expect(new Set(looked).size).toBe(looked.length)
    // The schema of what it prints is there for scripts: nothing of it is loaded here.
    expect(lines.filter(line => line.includes('/dist/zod.js'))).toEqual([])
    expect(lines.filter(line => line.includes('/dist/svreset.js"'))).not.toEqual([])
  })

  it('has the services as svstat tells them', async () => {
    const { services } = await checkJson(drill)
    const [pid] = (await drill.sh("svstat /etc/service/nginx | sed 's/.*pid \\([0-9]*\\).*/\\1/'")).split(
      '\n',
    )
    expect(services.map(({ name }) => name)).toEqual(['dnscache', 'nginx', 'standby', 'tinydns'])
    expect(services[1]).toMatchObject({
      link: '/etc/service/nginx',
      target: '/usr/local/nginx',
      directory: '/usr/local/nginx',
      state: 'up',
      pid: Number(pid),
      normally: 'down',
      want: null,
      paused: false,
      log: { state: 'up', normally: 'up' },
    })
    expect(services[2]).toMatchObject({ state: 'down', pid: null, normally: 'down', want: null })
  })

  it('stays happy right after svc -t, and says that it looks again', async () => {
    await drill.sh('svc -t /etc/service/tinydns')
    const { verdict, findings, stderr } = await checkJson(drill)
    expect([verdict, findings]).toEqual(['happy', []])
    expect(stderr).toContain('checking again')
  })

  it('stays happy while a supervise that has just exited is a zombie', async () => {
    await drill.sh('svc -dx /etc/service/tinydns')
    await drill.sh('until ps -C supervise -o stat= | grep -q Z; do :; done')
    const { verdict, findings, services } = await checkJson(drill)
    expect([verdict, findings]).toEqual(['happy', []])
    expect(services[3]).toMatchObject({ name: 'tinydns', state: 'up' })
  })

  it('tells one line to a monitoring system, where nothing is wrong', async () => {
    const { stdout, exitCode } = await drill.svreset('check', '--format', 'nagios')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(
      /^SVRESET OK - 4 services, 3 up, nothing wrong \| services=4;; up=3;; logs=4;; logs_up=4;; [^\n]*\n$/,
    )
  })

  it('is no more than unknown to nobody, who cannot see where supervise runs', async () => {
    const argv = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
    const { stdout, exitCode } = await drill.run([...argv, 'svreset', 'check', '--json'])
    const { verdict, findings } = JSON.parse(stdout)
    expect([verdict, exitCode]).toEqual(['unknown', 3])
    expect(new Set(findings.map(({ id }: { id: string }) => id))).toEqual(new Set(['unreadable']))
    const nagios = (await drill.run([...argv, 'svreset', 'check', '--format', 'nagios'])).stdout
    expect(nagios).toMatch(/^SVRESET UNKNOWN - [^|]* run it as root: \d+ things cannot be read \|/)
    expect(nagios.split('\n')).toHaveLength(3)
  })

  it('is happy though another svscan runs elsewhere with services of its own', async () => {
    await drill.sh(
      'mkdir -p /usr/local/own/x; printf "#!/bin/sh\\nexec sleep 1000\\n" > /usr/local/own/x/run; ' +
        'chmod +x /usr/local/own/x/run; setsid svscan /usr/local/own </dev/null >/dev/null 2>&1 & ' +
        'until svok /usr/local/own/x; do :; done',
    )
    const both = await drill.svreset('check')
    expect(both.exitCode).toBe(3)
    expect(both.stderr).toContain('/usr/local/own')
    const { verdict, findings } = await checkJson(drill, '--service-dir', '/etc/service')
    expect([verdict, findings]).toEqual(['happy', []])
  })
})

describe.concurrent('bad usage is exit 3, which is not sick', () => {
  it.each([
    [['--format', 'xml']],
    [['--no-such-option']],
    [['--settle', 'long']],
    [['--service-dir', '/no/such/place']],
    [['no-such-service']],
  ])('%j', async argv => {
    await using drill = await openLastingDrill('empty')
    const { stdout, stderr, exitCode } = await drill.svreset('check', ...argv)
    expect([exitCode, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^svreset: error: /)
  })

  it('a monitoring system still gets its line', async () => {
    await using drill = await openLastingDrill('empty')
    const { stdout, exitCode } = await drill.svreset(
      'check',
      '--format',
      'nagios',
      '--service-dir',
      '/nowhere',
    )
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/^SVRESET UNKNOWN - [^\n]*\n$/)
  })
})

describe.concurrent('check SERVICE', () => {
  it('tells of that service and of svscan, not of the others', async () => {
    await using drill = await openLastingDrill('service-wanted-down')
    const nginx = await checkJson(drill, 'nginx')
    expect([nginx.verdict, nginx.exitCode, nginx.services.length]).toEqual(['happy', 0, 1])
    const tinydns = await checkJson(drill, '/etc/service/tinydns/')
    expect(causes(tinydns.findings)).toEqual(['service-wanted-down tinydns'])
  })
})

describe.concurrent('what stands where a status should', () => {
  it.each([
    ['nothing', ': > "$1"', 'status-stale'],
    ['17 bytes', 'head -c 17 /dev/zero > "$1"', 'status-stale'],
    ['19 bytes', 'head -c 19 /dev/zero > "$1"', 'status-stale'],
    ['4096 bytes', 'head -c 4096 /dev/urandom > "$1"', 'status-stale'],
    ['garbage', 'printf \'xxxxxxxxxxxxxxxxxx\' > "$1"', 'status-stale'],
    ['a FIFO', 'mkfifo "$1"', 'supervise-unreachable'],
    ['a directory', 'mkdir "$1"', 'supervise-unreachable'],
  ])('%s: a clear finding, and no wait', async (_, make, id) => {
    await using drill = await openLastingDrill('happy')
    const status = '/usr/local/tinydns/supervise/status'
    await checkJson(drill)
    await drill.sh(`rm "$1"; ${make}`, status)
    const { findings } = await checkJson(drill)
    expect(causes(findings)).toEqual([`${id} tinydns`])
  })
})

/** Stand-ins for what daemontools-encore's supervise does to the file (Debian has no package of it): one write at its beginning, no rename. */
const encore = `
  file=/usr/local/tinydns/supervise/status
  overwrite() { dd of="$file" conv=notrunc bs=40 status=none; }
  status() { head -c 18 "$1"; printf "\\3\\0"; }`

describe.concurrent('a status of daemontools-encore', () => {
  it.each([
    [20, 'status /etc/status | overwrite'],
    [40, '(status /etc/status; head -c 20 /dev/zero) | overwrite'],
  ])('of %i bytes is read', async (length, write) => {
    await using drill = await openLastingDrill('happy')
    await checkJson(drill)
    await drill.sh(`${encore}; cp "$file" /etc/status; ${write}; [ "$(wc -c <"$file")" = ${length} ]`)
    const { verdict, services } = await checkJson(drill)
    expect(verdict).toBe('happy')
    expect(services[3]).toMatchObject({ name: 'tinydns', state: 'up' })
  })

  it('that is empty for a moment is looked at again', async () => {
    await using drill = await openLastingDrill('happy')
    await checkJson(drill)
    await drill.sh(`${encore}; cp "$file" /etc/status; : >"$file"`)
    const { stdout } = await drill.run([
      'sh',
      '-c',
      `${encore}
       svreset check --json 2>/etc/again & until grep -q "checking again" /etc/again; do :; done
       status /etc/status | overwrite; wait`,
    ])
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'happy', findings: [] })
  })

  it('that is overwritten all the time, in two halves, makes nobody sick', async () => {
    await using drill = await openLastingDrill('happy')
    await checkJson(drill)
    await drill.sh(`${encore}; cp "$file" /etc/status; status /etc/status | overwrite`)
    const writer = drill.spawn(
      ['perl', '-e', overwriteForEver, '/usr/local/tinydns/supervise/status', '/etc/status'],
      { stdio: 'ignore' },
    )
    for (let time = 0; time < 5; time++) {
      const { verdict, findings } = await checkJson(drill)
      expect([verdict, findings]).toEqual(['happy', []])
    }
    expect(writer.exitCode).toBe(null)
  })
})

/** As supervise would after each order: a new time, the same process. Worse than it: the time comes in a write of its own. */
const overwriteForEver = `
  my ($file, $whole) = @ARGV;
  open(my $in, '<', $whole) or die; read($in, my $status, 18) == 18 or die;
  open(my $out, '+<', $file) or die;
  for (my $seconds = unpack('N', substr($status, 4, 4)); ; $seconds++) {
    sysseek($out, 0, 0); syswrite($out, substr($status, 0, 4) . pack('N', $seconds % 4294967296));
    syswrite($out, substr($status, 8) . "\\x03\\x00");
  }`

describe.concurrent('names', () => {
  it('of any bytes are told apart, quoted, and in base64', async () => {
    await using drill = await openLastingDrill('empty', {
      prepare: `
        make() { mkdir -p "$1"; printf '#!/bin/sh\\nexec sleep 1000000\\n' > "$1/run"; chmod +x "$1/run"; ln -s "$1" /etc/service/; }
        make "$(printf '/usr/local/caf\\351')"
        make "/usr/local/two
lines"
        make "/usr/local/it's | a pipe"
        ln -s loop /etc/service/loop`,
    })
    await drill.sh('for s in /etc/service/[!l]*; do until svok "$s"; do :; done; done')
    const { findings, services } = await checkJson(drill)
    expect(causes(findings)).toEqual(['link-dangling loop'])
    const names = services.map(({ name, nameBytes }) =>
      nameBytes === undefined ? name : Buffer.from(String(nameBytes), 'base64').toString('latin1'),
    )
    expect(names.sort()).toEqual(['caf\xe9', "it's | a pipe", 'loop', 'two\nlines'])
    const text = await drill.svreset('check')
    expect(text.stdout).not.toContain('two\nlines')
    const nagios = await drill.svreset('check', '--format', 'nagios')
    const [first, cause, command, ...rest] = nagios.stdout.split('\n')
    expect(first).toMatch(
      /^SVRESET CRITICAL - 4 services, 3 up; 1 finding[^:]*: the link loop leads to no directory/,
    )
    expect(cause).toMatch(/^critical: the link loop .* \(link-dangling\)$/)
    expect([command, ...rest]).toEqual([expect.stringMatching(/^svreset repair cures this/), ''])
  })
})

describe.concurrent('a supervise that cannot start', () => {
  it.each([
    ['on a read-only file system', 'mount -n -o remount,ro ro /usr/local/ro', 'a read-only file system'],
    [
      'on a file system without an inode',
      'n=0; while touch /usr/local/ro/$n; do n=$((n + 1)); done',
      'its disk is full: 0 inodes free on /usr/local/ro/dns',
    ],
  ])('%s: says why', async (_, sicken, reason) => {
    await using drill = await openLastingDrill('empty', {
      prepare: `
        mkdir /usr/local/ro; mount -n -t tmpfs -o size=64k,nr_inodes=20,mode=755 ro /usr/local/ro; mkdir /usr/local/ro/dns
        printf '#!/bin/sh\\nexec sleep 1000000\\n' > /usr/local/ro/dns/run; chmod +x /usr/local/ro/dns/run
        ${sicken} 2>/dev/null
        ln -s /usr/local/ro/dns /etc/service/`,
    })
    const { findings } = await checkJson(drill)
    expect(causes(findings)).toEqual(['supervise-cannot-start dns'])
    expect(findings[0]?.evidence.reason).toBe(reason)
  })

  it.each([
    ['that svscan does not find', 0, 'env PATH=/usr/local/none', /^no `supervise` in svscan's PATH$/],
    [
      'in a directory that is not its own',
      65_534,
      'setpriv --reuid=65534 --regid=65534 --clear-groups',
      /^owned by user 0, and svscan runs as user 65534$/,
    ],
  ])('%s: says why', async (_, owner, as, reason) => {
    await using drill = await openLastingDrill('empty', {
      respawn: false,
      prepare: `${staging}
        service /usr/local/dns; ln -s /usr/local/dns /etc/service/`,
    })
    await drill.sh(`${endSvscan}
      chown ${owner} /etc/service; svc -dx /usr/local/dns; while pgrep -x supervise >/dev/null; do sleep 0.02; done; rm -rf /usr/local/dns/supervise
      setsid ${as} "$(command -v svscan)" /etc/service </dev/null >/dev/null 2>/dev/null &`)
    await drill.sh('until pgrep -x svscan; do :; done')
    const { findings } = await checkJson(drill)
    expect(causes(findings)).toEqual(['supervise-cannot-start dns', 'svscanboot-missing'])
    expect(findings.find(({ id }) => id === 'supervise-cannot-start')?.evidence.reason).toMatch(reason)
  })
})

describe.concurrent('text', () => {
  it('has no colour in a pipe or with NO_COLOR, and has it with FORCE_COLOR', async () => {
    await using drill = await openLastingDrill('service-wanted-down')
    const colours = async (env: NodeJS.ProcessEnv, ...argv: string[]) =>
      (await drill.run(['svreset', 'check', ...argv], { env })).stdout.includes('\x1b[')
    expect(await colours({})).toBe(false)
    expect(await colours({ FORCE_COLOR: '1' })).toBe(true)
    expect(await colours({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
    expect(await colours({ FORCE_COLOR: '1' }, '--no-color')).toBe(false)
  })

  it('folds what is healthy where there is much, and keeps prose within 80 columns', async () => {
    await using drill = await openLastingDrill('many', { services: 40 })
    await drill.sh('rm /usr/local/service-07/run')
    const { stdout, exitCode } = await drill.svreset('check')
    expect(exitCode).toBe(2)
    expect(stdout).toContain('39 healthy services')
    expect(stdout.match(/supervise service-/g)).toHaveLength(1)
    const prose = stdout
      .split('\n\n')
      .filter(part => !part.startsWith('  S USER'))
      .join('\n')
    expect(Math.max(...prose.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
  })
})

describe.concurrent('--settle', () => {
  it('says unknown rather than happy where it may not wait', async () => {
    await using drill = await openLastingDrill('happy')
    await drill.sh('svc -t /etc/service/tinydns')
    const { verdict, exitCode } = await checkJson(drill, '--settle', '0')
    expect([verdict, exitCode]).toEqual(['unknown', 3])
  })
})

describe.concurrent('--watch', () => {
  it('tells what changed, and ends at a signal', async () => {
    await using drill = await openLastingDrill('happy')
    const watch = drill.spawn(['svreset', 'check', '--watch', '0.2'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    watch.stdout?.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    const shown = async (pattern: RegExp) => {
      while (!pattern.test(text)) await once(watch.stdout as NodeJS.ReadableStream, 'data')
    }
    await shown(/HAPPY/)
    await drill.sh('svc -d /etc/service/tinydns')
    await shown(/\+ service-wanted-down tinydns/)
    await drill.sh('svc -u /etc/service/tinydns')
    await shown(/- service-wanted-down tinydns/)
    const exited = once(watch, 'exit')
    await drill.sh('pkill -INT -f "[c]heck --watch"')
    expect(await exited).toEqual([130, null])
  })
})
