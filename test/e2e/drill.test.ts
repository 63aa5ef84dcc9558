import { describe, expect, it } from 'vitest'
import { openDrill } from './support/drill.js'

describe('svreset drill', () => {
  it('happy: ps, svstat and the title look as in the document', async () => {
    const drill = await openDrill('happy')
    const status = (await drill.sh('svstat /etc/service/* /etc/service/*/log')).split('\n')
    expect(status.map(line => line.replace(/\d+/g, 'N')).slice(0, 4)).toEqual([
      '/etc/service/dnscache: up (pid N) N seconds, normally down',
      '/etc/service/nginx: up (pid N) N seconds, normally down',
      '/etc/service/standby: down N seconds',
      '/etc/service/tinydns: up (pid N) N seconds',
    ])
    expect(status.slice(4, 8).every(line => / up \(pid \d+\) \d+ seconds$/.test(line))).toBe(true)
    const tree = await drill.sh('ps -AHwefl')
    expect(tree.match(/ supervise log$/gm)).toHaveLength(4)
    expect(tree).not.toContain('<defunct>')
    expect(tree).toMatch(/readproctitle service errors: \.+$/m)
  })
})
