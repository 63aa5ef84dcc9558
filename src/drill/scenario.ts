/** What a scenario gets for its set-up. Everything else is in ./stage. */
export interface Stage {
  /** The number of services, for scenarios that have a size. */
  readonly services: number
  /** Starts svscanboot, after everything else that was asked for. To be called once. */
  startSvscan(): Promise<void>
}

/** A state in which a drill can begin. */
export interface Scenario<Name extends string = string> {
  readonly name: Name
  /** One line for `drill --list`. */
  readonly summary: string
  /** Runs inside the drill. Returns when the state can be observed, with a line that describes it. */
  setUp(stage: Stage): Promise<string>
}
