export interface RunsOptions {
  readonly all?: true
  readonly json?: true
  readonly markdown?: true
  readonly html?: true
  readonly rehearsed?: string
  readonly serviceDir?: string
  readonly stateDir?: string
  readonly verbose?: true
  readonly utc?: true
  readonly color: boolean
}
