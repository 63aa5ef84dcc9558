import { type Arena, type ArenaOptions, openArena } from './arena.js'

/** What a job says of the arena that it has used: whether it is whole again, for the next one. */
export interface Job {
  readonly arena: ArenaOptions
  run(arena: Arena): Promise<'whole' | 'used'>
}

/** Does all jobs, and those that they add, `width` side by side; each worker opens a new arena when one is used up. */
export async function work(queue: Job[], width: number, self: readonly string[]): Promise<void> {
  const worker = async () => {
    let open: { readonly arena: Arena; readonly options: ArenaOptions } | null = null
    const close = async () => {
      await open?.arena.close()
      open = null
    }
    try {
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        if (open !== null && open.options !== job.arena) await close()
        open ??= { arena: await openArena(self, job.arena), options: job.arena }
        if ((await job.run(open.arena)) === 'used') await close()
      }
    } finally {
      await close()
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
}
