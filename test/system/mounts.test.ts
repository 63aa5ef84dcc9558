import { expect, it } from 'vitest'
import { noexecPoints } from '../../src/system/mounts.js'

it('tells from which mounts nothing is executed, with blanks in their names', () => {
  const mountinfo = [
    '21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '22 21 0:20 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw',
    '23 21 8:2 / /srv/no\\040run rw,noexec - ext4 /dev/sdb1 rw',
  ].join('\n')
  expect(noexecPoints(mountinfo)).toEqual(['/proc', '/srv/no run'])
})
