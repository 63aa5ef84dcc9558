/** Something that an operator can do now: what to type, and what it does. */
export interface WayOut {
  readonly command: string
  readonly does: string
}
