/** What process 1 of a drill starts. */
export interface Launcher {
  /** An absolute path; it gets no arguments. */
  readonly program: string
  /** Process 1 becomes it, as in a container. Otherwise process 1 starts it, and again when it ends, as it does with svscanboot. */
  readonly asProcessOne?: boolean
}

/** What a scenario gets for its set-up. Everything else is in ./stage. */
export interface Stage {
  /** The number of services, for scenarios that have a size. */
  readonly services: number
  /** Has process 1 start svscanboot, or another program, after everything else that was asked for. To be called once. */
  startSvscan(launcher?: Launcher): Promise<void>
}

/** A state in which a drill can begin. */
export interface Scenario<Name extends string = string> {
  readonly name: Name
  /** One line for `drill --list`. */
  readonly summary: string
  /** Options with which svreset check is happy there, as the site would give them. */
  readonly checkedWith?: readonly string[]
  /** Runs inside the drill. Returns when the state can be observed, with a line that describes it. */
  setUp(stage: Stage): Promise<string>
}
