/** What was tried and how it ended; every loss is printed at once, with how to see it again. */
export class Tally {
  tried = 0
  survived = 0
  readonly lost: string[] = []
  /** Points that no fault has hit although it was aimed at them. */
  readonly missed: string[] = []

  note(what: string, problem: string | null): void {
    this.tried += 1
    if (problem === null) {
      this.survived += 1
      return
    }
    this.lost.push(what)
    process.stdout.write(`LOST ${what}\n${problem.trimEnd().replace(/^/gm, '  ')}\n`)
  }
}
