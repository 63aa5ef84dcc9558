/** Milliseconds: who watches a long run wants to know that it goes on. */
const saysEvery = 60_000

/** What was tried and how it ended; every loss is printed at once, with how to see it again. */
export class Tally {
  tried = 0
  survived = 0
  readonly lost: string[] = []
  /** Points that no fault has hit although it was aimed at them. */
  readonly missed: string[] = []
  private expected = 0
  private lastWord = performance.now()

  /** So many more are to come, at least. */
  expect(count: number): void {
    this.expected += count
  }

  note(what: string, problem: string | null): void {
    this.tried += 1
    if (problem === null) {
      this.survived += 1
      this.sayHowFar()
      return
    }
    this.lost.push(what)
    process.stdout.write(`LOST ${what}\n${problem.trimEnd().replace(/^/gm, '  ')}\n`)
  }

  private sayHowFar(): void {
    if (performance.now() - this.lastWord < saysEvery) return
    this.lastWord = performance.now()
    process.stdout.write(`${this.tried} of about ${this.expected}, ${this.lost.length} lost\n`)
  }
}
