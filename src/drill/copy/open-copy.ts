import { execa } from 'execa'
import { ExitCode, UserError } from '../../errors.js'
import { startNamespace } from '../namespace.js'
import type { Drill } from '../open-drill.js'
import { enterScript } from '../open-drill.js'
import { requirePrograms } from '../requirements.js'
import { programsElsewhere, systemPath } from '../search-path.js'
import type { CopyBuilt, CopyOrder } from './order.js'
import { impossiblePaths } from './paths.js'

export interface CopyOptions {
  readonly order: CopyOrder
  /** Argv that starts svreset. */
  readonly self: readonly string[]
  /** The directory that it reads from; null: it reads from none. */
  readonly packageRoot: string | null
  readonly signal?: AbortSignal | undefined
}

/** A private daemontools that has the shape of a look. */
export interface Copy extends AsyncDisposable, Pick<Drill, 'enter'> {
  readonly built: CopyBuilt
}

/** Builds the copy and returns when it is ready. Throws a UserError; leaves nothing behind. */
export async function openCopy({ order, self, packageRoot, signal }: CopyOptions): Promise<Copy> {
  const { look } = order
  refuseImpossible(look)
  requirePrograms()
  const programs = [...(packageRoot === null ? [] : [packageRoot]), ...programsElsewhere(self.slice(0, 1))]
  const namespace = await startNamespace({
    respawn: look.svscan?.respawns !== false,
    copy: { host: look.host, programs },
    signal,
  })
  const enter = (argv: readonly string[], directory = '/') =>
    namespace.enter(['sh', '-c', enterScript, 'svreset-rehearse', directory, ...argv])
  try {
    const built = await buildInside(enter, order, self)
    return { built, enter, [Symbol.asyncDispose]: () => namespace.close() }
  } catch (error) {
    await namespace.close()
    throw error
  }
}

function refuseImpossible(look: CopyOrder['look']): void {
  const wrong = impossiblePaths(look)
  if (wrong.length === 0) return
  throw new UserError(ExitCode.refused, 'unable to build the copy of this system', {
    reason: wrong.slice(0, 5),
    next: 'svreset drill happy is a system to practise on',
  })
}

async function buildInside(
  enter: Drill['enter'],
  order: CopyOrder,
  self: readonly string[],
): Promise<CopyBuilt> {
  const [file, ...argv] = enter([...self, 'rehearse', '--build'])
  const result = await execa(file, argv, {
    // The operator's environment and Ctrl-C are not for it.
    env: { PATH: systemPath },
    extendEnv: false,
    input: JSON.stringify(order),
    reject: false,
    detached: true,
  })
  if (result.exitCode === 0) return JSON.parse(result.stdout) as CopyBuilt
  const [what, ...rest] = result.stderr.split('\n').map(line => line.replace(/^svreset: error: |^ +/, ''))
  throw new UserError(ExitCode.failed, 'unable to build the copy of this system', {
    reason: [what || result.shortMessage, ...rest].join('; '),
  })
}
