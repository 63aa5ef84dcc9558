import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitTitle } from '../../src/diagnosis/title.js'
import { parseLocks } from '../../src/system/details/locks.js'
import { loweredLimits, parseLimits } from '../../src/system/details/lowered-limits.js'
import { decodeInterpreterLine, savedElsewhere } from '../../src/system/interpreter-line.js'
import { mountOf, remoteMounts } from '../../src/system/mounts.js'
import { decodeProcStat } from '../../src/system/proc-stat.js'
import { decodeUsers } from '../../src/system/users.js'
import { decodeBytes, encodeBytes, isUtf8 } from '../../src/text/bytes.js'

describe('bytes', () => {
  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect([...encodeBytes(decodeBytes(bytes))]).toEqual([...bytes])
      }),
    )
  })

  it('that are UTF-8 are text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(decodeBytes(Buffer.from(text, 'utf8'))).toBe(text)
        expect(isUtf8(text)).toBe(true)
      }),
    )
  })
})

describe('/proc/PID/stat', () => {
  it('tells of a zombie how it ended', () => {
    const stat = (state: string, end: string) =>
      decodeProcStat(Buffer.from(`42 (a) b) ${state} 1 5 6 0 ${'0 '.repeat(44)}${end}\n`))
    expect(stat('Z', '11')?.waitStatus).toBe(11)
    expect(stat('Z', '28416')?.waitStatus).toBe(28_416)
    expect(stat('S', '11')).not.toHaveProperty('waitStatus')
  })

  it('of any bytes is a value or null', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        const stat = decodeProcStat(Buffer.from(bytes))
        expect(stat === null || Number.isSafeInteger(stat.pid)).toBe(true)
      }),
    )
  })

  it('is read right whatever the process calls itself', () => {
    const name = fc.uint8Array({ minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(name, fc.nat(4_000_000), fc.constantFrom('R', 'S', 'Z', 'T'), (command, parent, state) => {
        const rest = `${state} ${parent} 5 6 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 0 0\n`
        const line = Buffer.concat([Buffer.from('42 ('), command, Buffer.from(`) ${rest}`)])
        expect(decodeProcStat(line)).toEqual({
          pid: 42,
          command: decodeBytes(command),
          state,
          parent,
          processGroup: 5,
          session: 6,
          terminal: 0,
          startTime: 987_654,
          arguments: [],
          uid: -1,
          workingDirectory: null,
          descriptors: {},
        })
      }),
    )
  })

  it('is read right where the name holds parentheses and newlines', () => {
    const line = Buffer.from(`7 (a) R 1\n(b)) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99 0`)
    expect(decodeProcStat(line)).toMatchObject({ pid: 7, command: 'a) R 1\n(b)', state: 'Z', startTime: 99 })
  })
})

describe('the first line of run', () => {
  it('of any bytes names an interpreter, none, or needs none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 256 }), bytes => {
        const line = decodeInterpreterLine(Buffer.concat([Buffer.from('#!'), bytes]))
        expect(line).not.toMatch(/[ \t\n]/)
        expect(decodeInterpreterLine(Buffer.from(bytes))).toSatisfy(
          (found: string | null) => found === null || typeof found === 'string',
        )
      }),
    )
  })

  it.each([
    ['#!/bin/sh -e\n', '/bin/sh'],
    ['#! \t/usr/bin/env perl\n', '/usr/bin/env'],
    ['#!/bin/sh\r\n', '/bin/sh\r'],
    ['#!\n', ''],
    ['echo hello\n', ''],
    ['\x7fELF\0', null],
  ])('%j', (text, interpreter) => {
    expect(decodeInterpreterLine(Buffer.from(text))).toBe(interpreter)
  })
})

it.each([
  ['#!/bin/sh\r\nexit\r\n', 'crlf'],
  ['#!/usr/bin/env python3\r\n', 'crlf'],
  ['#!/bin/sh\nprintf "a\r\n"\n', null],
  ['\xef\xbb\xbf#!/bin/sh\n', 'bom'],
  ['\xff\xfe#\0!\0', 'bom'],
  ['#!/bin/sh\n', null],
])('%j was saved elsewhere: %s', (text, saved) => {
  expect(savedElsewhere(Buffer.from(text, 'latin1'))).toBe(saved)
})

describe('mounts', () => {
  const info = [
    '1 0 8:1 / / rw - ext4 /dev/sda1 rw',
    '2 1 0:3 / /data rw,noexec - tmpfs none rw',
    '3 1 0:4 / /data/with\\040blank rw - tmpfs none rw',
    '4 1 0:5 / /data rw,nosuid - tmpfs none rw',
  ].join('\n')

  it.each([
    ['/etc', '/', []],
    ['/data/app/run', '/data', ['nosuid']],
    ['/database', '/', []],
    ['/data/with blank/run', '/data/with blank', []],
  ])('%s lies on %s', (path, point, options) => {
    expect(mountOf(path, info)).toEqual({ point, options: ['rw', ...options] })
  })

  it('that somebody else answers for are known by their type, and are none of the kernel', () => {
    const line = (point: string, type: string) => `9 1 0:9 / ${point} rw shared:7 - ${type} none rw`
    const remote = [line('/net', 'autofs'), line('/net/host', 'nfs4'), line('/srv\\040x', 'fuse.sshfs')]
    const own = [line('/proc/sys/fs/binfmt_misc', 'autofs'), line('/sys/fs/fuse/connections', 'fusectl')]
    const local = [line('/data', 'ext4'), line('/run', 'tmpfs'), line('/nfs', 'xfs')]
    expect(remoteMounts([...local, ...own].join('\n'))).toEqual([])
    expect(remoteMounts([info, ...local, ...own, ...remote].join('\n')).map(({ point }) => point)).toEqual([
      '/net',
      '/net/host',
      '/srv x',
    ])
  })
})

it('limits that run has lowered are told, and no others', () => {
  const table = (space: string) =>
    parseLimits(
      `Limit                     Soft Limit           Hard Limit           Units     \nMax address space         ${space.padEnd(20)} unlimited            bytes     \nMax processes             100                  100                  processes \nMax nice priority         0                    0                    \n`,
    )
  expect(loweredLimits(table('1024000'), table('unlimited'))).toEqual([
    'address space 1024000 bytes (supervise: unlimited bytes)',
  ])
  expect(loweredLimits(table('unlimited'), table('1024000'))).toEqual([])
})

describe('/etc/passwd', () => {
  it('of any bytes is a table of uids', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        for (const [uid, name] of decodeUsers(Buffer.from(bytes))) {
          expect(Number.isSafeInteger(uid) && name.length > 0).toBe(true)
        }
      }),
    )
  })

  it('tells the first name of a uid', () => {
    const users = decodeUsers(
      Buffer.from('root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:\n+::::::\nfoo:x:7:7::/:\n'),
    )
    expect([...users]).toEqual([
      [0, 'root'],
      [7, 'foo'],
    ])
  })
})

describe('/proc/locks', () => {
  it('of any text is a table', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => parseLocks(text) instanceof Map))
  })

  it('tells holders, and not those that wait', () => {
    const table = parseLocks(
      '1: FLOCK  ADVISORY  WRITE 10541 00:28:159 0 EOF\n' +
        '1: -> FLOCK  ADVISORY  WRITE 10999 00:28:159 0 EOF\n' +
        '2: POSIX  ADVISORY  WRITE 11 00:28:159 0 EOF\n' +
        '3: FLOCK  ADVISORY  WRITE 0 fd:01:160 0 EOF\n',
    )
    expect(table.get(159)).toEqual([{ pid: 10_541, device: '00:28' }])
    expect(table.get(160)).toEqual([{ pid: 0, device: 'fd:01' }])
  })
})

describe("readproctitle's title", () => {
  it('of any text is split without losing track of time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: 'binary' }), text => {
        for (const { count } of splitTitle(text)) expect(count).toBeGreaterThan(0)
      }),
    )
  })

  it('of dots says nothing', () => {
    expect(splitTitle('.'.repeat(400))).toEqual([])
  })

  it('is counted by message, and told whose it is', () => {
    const start = 'supervise: fatal: unable to start my_server-fastcgi/run: file does not exist\n'
    const open =
      'supervise: warning: unable to open my_server-fastcgi/supervise/status.new: file does not exist\n'
    expect(splitTitle(`...er-fastcgi/run: file does not exist\n${open}${start}${open}`)).toEqual([
      { text: open.trim(), count: 2, cut: false, program: 'supervise', service: 'my_server-fastcgi' },
      { text: start.trim(), count: 1, cut: false, program: 'supervise', service: 'my_server-fastcgi' },
    ])
  })

  it('of daemontools-encore names a file of supervise/, and no service', () => {
    const own = 'supervise: fatal: unable to acquire supervise/lock: temporary failure\n'
    const kept = 'supervise: fatal: unable to acquire /var/lib/kept/usr:local:a/lock: temporary failure\n'
    const start = 'supervise: fatal: unable to start x/run: access denied\n'
    const found = splitTitle(`.....${own}${kept}${start}`)
    expect(found.map(({ program, service }) => [program, service])).toEqual([
      ['supervise', null],
      ['supervise', null],
      ['supervise', 'x'],
    ])
  })

  it('keeps a message whose beginning is gone where there is no other like it', () => {
    const [first] = splitTitle('...er-fastcgi/run: file does not exist\nno such zone\n')
    expect(first).toMatchObject({ cut: true, text: 'er-fastcgi/run: file does not exist', service: null })
  })

  it('as ps prints it is split at question marks', () => {
    const title =
      '.....supervise: fatal: unable to start x/run: access denied?svscan: warning: unable to stat y: file does not exist?'
    expect(splitTitle(title).map(({ program, service }) => [program, service])).toEqual([
      ['supervise', 'x'],
      ['svscan', 'y'],
    ])
  })

  it('of 100,000 characters takes no time to speak of', () => {
    const line = 'supervise: fatal: unable to acquire log/supervise/lock: temporary failure\n'
    const [message] = splitTitle(`....${line.repeat(1400)}`)
    expect(message?.count).toBe(1400)
    expect(splitTitle(`....${'?'.repeat(100_000)}x`)).toHaveLength(1)
  })
})
