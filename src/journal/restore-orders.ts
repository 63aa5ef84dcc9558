import { standingOrders } from '../system/service-record.js'
import type { Manifest } from './manifest.js'
import { quoteForShell } from './shell-text.js'

/**
 * What people have ordered, as far as sh and svc can put it back. The files `down` of the run are there since before the
 * first link went, so whoever starts supervise again, it does not start what was told to be down.
 */
export function orderCalls({ services = [], run }: Manifest): (string | Buffer)[] {
  const orders = standingOrders(services)
  if (orders.length === 0) return []
  return [
    `# What people had ordered. All together wait for their supervises for at most 20 seconds.
PATH=$PATH:/command
run=`,
    quoteForShell(run),
    `
deadline=$(($(date +%s) + 20))

# order NAME DIRECTORY LETTERS: once a supervise runs, removes the file down of this run, and gives the orders of svc(8).
order() (
  cd -P -- "$2" || exit 1
  until svok .; do
    [ "$(date +%s)" -lt "$deadline" ] || exit 1
    sleep 1
  done
  if [ -f down ] && [ ! -h down ] && [ "$(head -n 1 down)" = "svreset $run" ]; then
    rm -f ./down || exit 1
  fi
  [ -z "$3" ] || svc "-$3" .
)
as_ordered() {
  order "$@" && return
  complain "$1" 'has no supervise yet, and is not as it was ordered; a file down of this run in its directory stays'
}

`,
    ...orders.flatMap(({ name, directory, letters }) => [
      'as_ordered ',
      quoteForShell(name),
      ' ',
      quoteForShell(directory),
      ` '${letters}'\n`,
    ]),
    '\n',
  ]
}
