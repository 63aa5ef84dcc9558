import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['bench/fleet.ts'], testTimeout: 1_800_000, reporters: ['verbose'] },
})
