/** What a scenario is told when it is set up; everything else it finds in ./stage. */
export interface Stage {
  /** For scenarios that are asked for in a size: how many services. */
  readonly services: number
  /** Starts svscanboot, after whatever else was asked for; to be called once. */
  startSvscan(): Promise<void>
}

/** A state that a drill can bring its daemontools into. */
export interface Scenario<Name extends string = string> {
  readonly name: Name
  /** One line for `drill --list`. */
  readonly summary: string
  /** Runs inside the drill; returns when everything that it promises can be observed, with a line that says what there is. */
  setUp(stage: Stage): Promise<string>
}
