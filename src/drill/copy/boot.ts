import { quote } from '../../text/quote.js'

/** Debian's svscanboot, and D. J. Bernstein's, with the svscan directory of the copy. */
export function bootScript(directory: string): string {
  const dir = quote(directory)
  return `#!/bin/sh
PATH=/command:/usr/local/bin:/usr/local/sbin:/bin:/sbin:/usr/bin:/usr/sbin:/usr/X11R6/bin
exec </dev/null
exec >/dev/null
exec 2>/dev/null
svc -dx ${dir}/* ${dir}/*/log
env - PATH=$PATH svscan ${dir} 2>&1 | \\
env - PATH=$PATH readproctitle service errors: ${'.'.repeat(400)}
`
}

/** A bare svscan, which this script keeps running, or starts once: then it runs on alone. */
export function bareScript(directory: string, respawns: boolean): string {
  const run = `svscan ${quote(directory)} </dev/null >/dev/null 2>&1`
  return `#!/bin/sh\n${respawns ? `exec ${run}` : `[ ! -e $0.ran ] || exec sleep 1000000\n: >$0.ran\n${run} &`}\n`
}

/** Somebody has started svscanboot by hand: nobody starts it again. */
export const byHandScript =
  '#!/bin/sh\n[ ! -e $0.ran ] || exec sleep 1000000\n: >$0.ran\nsvscanboot &\nwait\n'
