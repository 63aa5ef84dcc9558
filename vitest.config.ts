import { defineConfig } from 'vitest/config'

/** People get local time. */
const env = { TZ: 'UTC' }

export default defineConfig({
  test: {
    // Drills wait more than they work: three at a time keep two cores busy.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          env,
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          // Some start shells by the dozen: seconds on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        test: { name: 'bench', env, include: ['bench/**/*.test.ts'] },
      },
      {
        test: {
          name: 'e2e',
          env,
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          // Real processes on a busy machine. scripts/test-summary.mjs names each that needed it, and allows few.
          retry: process.env.CI === undefined ? 0 : 1,
          hookTimeout: 60_000,
          // Of those that a file runs side by side.
          maxConcurrency: 8,
        },
      },
    ],
  },
})
