export interface CheckOptions {
  readonly json?: true
  readonly format?: 'text' | 'json' | 'nagios'
  readonly serviceDir?: string
  readonly watch?: number | true
  readonly settle?: number
  readonly all?: true
  readonly color: boolean
}
