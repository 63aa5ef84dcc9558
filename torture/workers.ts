import { type Arena, openArena } from './arena.js'

/** What a job says of the arena that it has used: whether it is whole again, for the next one. */
export type Job = (arena: Arena) => Promise<'whole' | 'used'>

/** Does all jobs, and those that they add, `width` side by side; each worker opens a new arena when one is used up. */
export async function work(queue: Job[], width: number, self: readonly string[]): Promise<void> {
  const worker = async () => {
    let arena: Arena | null = null
    try {
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        arena ??= await openArena(self)
        if ((await job(arena)) === 'whole') continue
        await arena.close()
        arena = null
      }
    } finally {
      await arena?.close()
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
}
