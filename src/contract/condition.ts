import type { Value } from './value.js'

/** A condition of `when`: references and constants, compared. `not` binds before `and`, and `and` before `or`. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly sides: readonly Condition[] }
  | { readonly kind: 'not'; readonly side: Condition }
  | { readonly kind: 'equal' | 'unequal' | 'in'; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'true'; readonly operand: Operand }

export type Operand =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'reference'; readonly path: string }
