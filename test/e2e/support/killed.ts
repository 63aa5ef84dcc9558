import { expect } from 'vitest'
import type { TestDrill } from './drill.js'

/** Runs a reset (or another command) with --json and kills it with SIGKILL as soon as it says that this step has begun. */
export async function killAt(drill: TestDrill, step: string, ...command: readonly string[]): Promise<void> {
  const { exitCode } = await drill.run([
    'sh',
    '-c',
    // The pipe's reader kills the writer: no time is waited for.
    `step=$1; shift; { svreset "$@" --yes --json & echo $! >/etc/pid; wait; } 2>/dev/null | {
       while read -r line; do
         case $line in *'"step-started"'*'"step":"'"$step"'"'*) kill -9 "$(cat /etc/pid)"; exit 0;; esac
       done; exit 1; }`,
    'sh',
    step,
    ...command,
  ])
  expect(exitCode).toBe(0)
}
