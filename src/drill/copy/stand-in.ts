import type { StandIn } from './order.js'
import { waitFifo } from './root.js'

export const plainStandIn: StandIn = { stopMs: 0, ignoresTerm: false, children: 0, partialLine: false }

/** The text of `run`. Only numbers come from outside: no name is ever part of a program. Pure. */
export function standInScript({ stopMs, ignoresTerm, children, partialLine }: StandIn): string {
  const lines = [
    '#!/bin/sh',
    "# svreset rehearse: a stand-in. The site's own program is not here.",
    'exec 2>&1',
    ...(ignoresTerm ? ["trap '' TERM"] : []),
    ...Array.from({ length: children }, () => 'sleep 1000000 &'),
    ...(partialLine ? ["printf 'a line without an end'"] : []),
  ]
  return [...lines, ...(ignoresTerm || stopMs <= 0 ? ['exec sleep 1000000'] : stopping(stopMs)), ''].join(
    '\n',
  )
}

/** One process, as a service should be: `read` waits in the shell itself, and SIGTERM interrupts it. */
function stopping(stopMs: number): string[] {
  return [
    `trap 'trap "" TERM; exec sleep ${(stopMs / 1000).toFixed(3)}' TERM`,
    `exec 3<>${waitFifo}`,
    'while :; do read -r line <&3; done',
  ]
}

/** supervise tries it again and again. */
export const failingScript = '#!/bin/sh\nexec 2>&1\necho "a stand-in that keeps exiting"\nexit 111\n'
/** It has a process that goes on when it is killed; as long as that lives, it cannot start again. */
export const leavingScript = `#!/bin/sh
exec 2>&1
if kill -0 "$(cat supervise/left)" 2>/dev/null; then echo 'a stand-in whose place is taken'; exit 111; fi
sleep 1000000 &
echo $! >supervise/left
exec sleep 1000000
`
/** It writes until nobody reads any more. */
export const floodingScript = '#!/bin/sh\nexec 2>&1\nexec yes query\n'
/** execve(2) does not find this interpreter. */
export const unstartableScript = '#!/nonexistent/interpreter\n'
/** The log of a stand-in: real multilog, because the end of a log takes its time there. */
export const logScript = '#!/bin/sh\nexec multilog t ./main\n'
