export async function watch(..._: unknown[]): Promise<number> {
  return 3
}
