export interface RehearseOptions {
  readonly from?: string
  readonly assume?: readonly string[]
  readonly json?: true
  readonly param?: Readonly<Record<string, string>>
  readonly stopTimeout?: string
  readonly kill?: boolean
  readonly restartMethod?: string
  readonly serviceDir?: string
  readonly stateDir?: string
  readonly trustOwner?: string
  readonly color: boolean
}
