import type { TestContext } from 'vitest'

/** For `beforeEach`: skips the test where something is missing, and says what in the report. null: nothing is. */
export function skipWithout({ task, skip }: TestContext, lacks: string | null): void {
  if (lacks === null) return
  Object.assign(task.meta, { lacks })
  skip(lacks)
}
