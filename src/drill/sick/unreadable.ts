import { execa } from 'execa'
import { serviceErrors } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { linked, sick, startWith } from './sick.js'

export const unreadable = sick(
  'unreadable',
  'the file system of a service has gone away: not even root can read its directory',
  async stage => {
    const tinydns = await linked('tinydns')
    await startWith(stage, tinydns)
    await mountDead(tinydns)
    await until('svscan to fail', () => serviceErrors().includes('unable to stat tinydns'))
    return 'tinydns keeps running below a mount whose server has gone'
  },
)

/** Like a sshfs that was killed. A FUSE mount answers as long as its descriptor is open; then it gives ENOTCONN. */
async function mountDead(directory: string): Promise<void> {
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0'
  const script = 'exec 3<>/dev/fuse; exec mount -n -i -t fuse -o "$1" dead "$2"'
  await execa('sh', ['-ec', script, 'sh', options, directory], { timeout: 10_000 })
}
