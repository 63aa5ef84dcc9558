export interface RehearseOptions {
  readonly from?: string
  readonly assume?: readonly string[]
  readonly fail?: string
  readonly hang?: string
  readonly shell?: true
  readonly json?: true
  readonly param?: Readonly<Record<string, string>>
  readonly stopTimeout?: string
  /** `--kill STEP`, or `--no-kill`. */
  readonly kill?: string | false
  readonly restartMethod?: string
  readonly serviceDir?: string
  readonly stateDir?: string
  readonly trustOwner?: string
  readonly color: boolean
}
