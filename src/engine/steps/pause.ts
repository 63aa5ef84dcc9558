export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

/** Milliseconds, in short parts. */
export async function pauseUnlessInterrupted(
  milliseconds: number,
  checkInterrupted: () => void,
): Promise<void> {
  const until = performance.now() + milliseconds
  for (let left = milliseconds; left > 0; left = until - performance.now()) {
    await pause(Math.min(left, 100))
    checkInterrupted()
  }
}
