import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInternetSockets, parseUnixSockets } from '../../../src/system/details/sockets.js'

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const line = (local: string, remote: string, state: string, inode: number) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`

describe('/proc/net', () => {
  it('tells who listens, and who has a peer', () => {
    const text =
      head +
      line('0100007F:0050', '00000000:0000', '0A', 11) +
      line('0100007F:0050', '0100007F:D431', '01', 12) +
      line('0100007F:0050', '0100007F:D432', '06', 0)
    expect([...parseInternetSockets(text, 'tcp')]).toEqual([
      ['11', { kind: 'listens', name: 'tcp 127.0.0.1:80' }],
      ['12', { kind: 'connected', name: 'tcp 127.0.0.1:80' }],
    ])
  })

  it('knows IPv6 addresses, and datagram sockets without a peer', () => {
    const loopback = '00000000000000000000000001000000:0035'
    const none = '00000000000000000000000000000000:0000'
    expect([...parseInternetSockets(head + line(loopback, none, '07', 21), 'udp')]).toEqual([
      ['21', { kind: 'listens', name: 'udp [::1]:53' }],
    ])
    const client = line('0100007F:D431', '0100007F:0035', '01', 22)
    expect(parseInternetSockets(head + client, 'udp').get('22')?.kind).toBe('connected')
  })

  it('tells which sockets of the file system listen', () => {
    const text = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 31 /run/my sql.sock
0000000000000000: 00000003 00000000 00000000 0001 03 32 /run/log
0000000000000000: 00000002 00000000 00010000 0001 01 33
`
    expect([...parseUnixSockets(text)]).toEqual([
      ['31', { kind: 'listens', name: 'unix /run/my sql.sock' }],
      ['33', { kind: 'listens', name: 'unix (no name)' }],
    ])
  })

  it('of any text is read without an error', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(parseInternetSockets(text, 'tcp').size + parseUnixSockets(text).size).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
