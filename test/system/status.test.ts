import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeDaemontoolsStatus } from '../../src/system/status/daemontools.js'
import { decodeEncoreStatus } from '../../src/system/status/encore.js'
import { decodeRunitStatus, type RunitStatus } from '../../src/system/status/runit.js'
import { decodeS6Status, type S6Status } from '../../src/system/status/s6.js'
import { decodeSuperviseStatus } from '../../src/system/supervise-status.js'

describe('supervise/status', () => {
  const status = (change: (bytes: Buffer) => void = () => {}, length = 18): Buffer => {
    const bytes = Buffer.alloc(length)
    // 2^62 + 10 is the epoch: TAI was 10 s ahead of UTC when it began.
    bytes.writeBigUInt64BE((1n << 62n) + 10n + 1_700_000_000n)
    bytes.writeUInt32BE(250_000_000, 8)
    bytes.writeUInt32LE(4711, 12)
    bytes[17] = 0x75
    change(bytes)
    return bytes
  }

  it('of any bytes is a value or a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        const decoded = decodeSuperviseStatus(bytes)
        expect(
          decoded.kind === 'status' ? Number.isFinite(decoded.status.changed) : decoded.reason.length > 0,
        ).toBe(true)
      }),
    )
  })

  it('of any 18 bytes is a value or a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 18, maxLength: 18 }), bytes => {
        expect(decodeSuperviseStatus(bytes).kind).toMatch(/^(status|malformed)$/)
      }),
    )
  })

  const own = {
    ...{ pid: 4711, paused: false, want: 'up', changed: 1_700_000_000_250 },
    ...{ ordered: null, stage: null, log: null },
  }
  const { log: _, ...half } = own
  const encore = (pid: number, stage: number) =>
    status(bytes => {
      bytes.writeUInt32LE(pid, 12)
      bytes[18] = stage
    }, 20)

  const anyHalf = fc
    .record({
      pid: fc.nat(4_194_304),
      stage: fc.nat(5),
      want: fc.constantFrom(0, 0x64, 0x75),
      paused: fc.nat(1),
      seconds: fc.nat(2_000_000_000),
    })
    .map(({ pid, stage, want, paused, seconds }) =>
      status(bytes => {
        bytes.writeBigUInt64BE((1n << 62n) + 10n + BigInt(seconds))
        bytes.writeUInt32LE(pid, 12)
        bytes.set([paused, want, stage, 0], 16)
      }, 20),
    )

  it('of 18 bytes is decoded', () => {
    expect(decodeSuperviseStatus(status())).toEqual({ kind: 'status', status: own })
  })

  it('of 20 and 40 bytes is that of daemontools-encore, with its stage, and its own kind of log', () => {
    expect(decodeSuperviseStatus(encore(4711, 3))).toEqual({
      kind: 'status',
      status: { ...own, stage: 'running' },
    })
    expect(decodeSuperviseStatus(Buffer.concat([encore(4711, 5), encore(12, 3)]))).toEqual({
      kind: 'status',
      status: { ...own, stage: 'failed', log: { ...half, pid: 12, stage: 'running' } },
    })
    expect(decodeSuperviseStatus(encore(4711, 6)).kind).toBe('malformed')
  })

  it('of 40 bytes says of each half what its own 20 bytes say', () => {
    fc.assert(
      fc.property(anyHalf, anyHalf, (service, log) => {
        const alone = (bytes: Buffer) => {
          const decoded = decodeSuperviseStatus(bytes)
          return decoded.kind === 'status' ? decoded.status : null
        }
        const { log: nothing, ...second } = alone(log) ?? own
        expect(nothing).toBeNull()
        expect(alone(Buffer.concat([service, log]))).toEqual({ ...alone(service), log: second })
      }),
    )
  })

  it('that was overwritten in the middle of the read is a value or a reason', () => {
    const before = Buffer.concat([encore(4711, 3), encore(12, 3)])
    const after = Buffer.concat([encore(0, 0), encore(0, 4)])
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (torn, end) => {
        const bytes = Buffer.concat([after.subarray(0, torn), before.subarray(torn)]).subarray(0, end)
        expect(decodeSuperviseStatus(bytes).kind).toBe([18, 20, 40].includes(end) ? 'status' : 'malformed')
      }),
    )
  })

  it.each([0, 17, 19, 4096])('of %i bytes is none', length => {
    expect(decodeSuperviseStatus(Buffer.alloc(length)).kind).toBe('malformed')
  })
})

/** 2^62 and the seconds by which TAI was ahead when these programs count. */
function stamped(length: number, milliseconds: number, ahead: number): Buffer {
  const bytes = Buffer.alloc(length)
  writeStamp(bytes, 0, milliseconds, ahead)
  return bytes
}

function writeStamp(bytes: Buffer, at: number, milliseconds: number, ahead: number): void {
  const seconds = Math.floor(milliseconds / 1000)
  bytes.writeBigUInt64BE((1n << 62n) + BigInt(seconds + ahead), at)
  bytes.writeUInt32BE((milliseconds - seconds * 1000) * 1_000_000, at + 8)
}

const time = fc.integer({ min: 0, max: 4_000_000_000_000 })
const pid = fc.integer({ min: 0, max: 4_194_304 })
const want = fc.constantFrom('up', 'down')

describe('the status of runit', () => {
  const states = ['down', 'run', 'finish'] as const
  const arbitrary: fc.Arbitrary<RunitStatus> = fc.record({
    ...{ changed: time, pid, paused: fc.boolean(), want, gotTerm: fc.boolean() },
    state: fc.constantFrom(...states),
  })
  const encode = ({ changed, pid, paused, want, gotTerm, state }: RunitStatus): Buffer => {
    const bytes = stamped(20, changed, 10)
    bytes.writeUInt32LE(pid, 12)
    bytes.set([Number(paused), want === 'up' ? 0x75 : 0x64, Number(gotTerm), states.indexOf(state)], 16)
    return bytes
  }

  it('is what was encoded', () => {
    fc.assert(
      fc.property(arbitrary, status => {
        expect(decodeRunitStatus(encode(status))).toEqual(status)
      }),
    )
  })

  it('is the same in the words of supervise, whichever of runit and encore is thought to have written it', () => {
    fc.assert(
      fc.property(arbitrary, status => {
        const { changed, pid, paused, want, state } = status
        const decoded = decodeSuperviseStatus(encode(status))
        expect(decoded).toMatchObject({ kind: 'status', status: { changed, pid, paused, want } })
        if (decoded.kind === 'status') expect(decoded.status.finishing ?? false).toBe(state === 'finish')
      }),
    )
  })

  it('of a real runsv: up with pid 206, and ./finish at work with pid 70000', () => {
    const run = Buffer.from('400000006b0a4da907bb261cce00000000750001', 'hex')
    expect(decodeRunitStatus(run)).toMatchObject({ pid: 206, want: 'up', paused: false, state: 'run' })
    const finish = Buffer.from('400000006b0a4da907bb261c7011010000640002', 'hex')
    expect(decodeRunitStatus(finish)).toMatchObject({ pid: 70_000, want: 'down', state: 'finish' })
  })
})

describe('the status of s6', () => {
  const arbitrary: fc.Arbitrary<S6Status> = fc.record({
    ...{ changed: time, ready: time, pid, processGroup: fc.option(pid), waitStatus: fc.nat(0xffff) },
    ...{ paused: fc.boolean(), finishing: fc.boolean(), want, isReady: fc.boolean() },
  })
  const encode = (status: S6Status): Buffer => {
    const { changed, ready, pid, processGroup, waitStatus, paused, finishing, want, isReady } = status
    const bytes = stamped(processGroup === null ? 35 : 43, changed, 37)
    writeStamp(bytes, 12, ready, 37)
    bytes.writeBigUInt64BE(BigInt(pid), 24)
    if (processGroup !== null) bytes.writeBigUInt64BE(BigInt(processGroup), 32)
    bytes.writeUInt16BE(waitStatus, bytes.length - 3)
    const flags = [paused, finishing, want === 'up', isReady].map((flag, bit) => Number(flag) << bit)
    bytes[bytes.length - 1] = flags.reduce((sum, flag) => sum + flag)
    return bytes
  }

  it('of 35 and of 43 bytes is what was encoded', () => {
    fc.assert(
      fc.property(arbitrary, status => {
        expect(decodeS6Status(encode(status))).toEqual(status)
      }),
    )
  })

  it('of a real s6-supervise 2.11: up with pid 203; down, ready to be started', () => {
    const up = Buffer.from('400000006b0a4dc307cbd226400000006b0a4dc307b42e7700000000000000cb000004', 'hex')
    expect(decodeS6Status(up)).toMatchObject({ pid: 203, want: 'up', isReady: false, finishing: false })
    const down = Buffer.from('400000006b0a4dc307be996d400000006b0a4dc307be996d0000000000000000000008', 'hex')
    expect(decodeS6Status(down)).toMatchObject({ pid: 0, want: 'down', isReady: true })
  })
})

describe('each decoder', () => {
  const decoders = [
    { name: 'daemontools', decode: decodeDaemontoolsStatus, sizes: [18] },
    { name: 'encore', decode: decodeEncoreStatus, sizes: [20, 40] },
    { name: 'runit', decode: decodeRunitStatus, sizes: [20] },
    { name: 's6', decode: decodeS6Status, sizes: [35, 43] },
  ]

  it.each(decoders)('$name takes any bytes, and only its own sizes for a status', ({ decode, sizes }) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        const status = decode(bytes)
        expect(status === null || sizes.includes(bytes.length)).toBe(true)
      }),
    )
    for (let length = 0; length < 64; length++) {
      const stamp = stamped(Math.max(length, 12), 1_700_000_000_000, 37).subarray(0, length)
      if (!sizes.includes(length)) expect(decode(stamp)).toBeNull()
    }
  })
})
