import { expect, it } from 'vitest'
import { proveWait } from '../../support/prove-wait.js'
import { otherWaits } from '../../support/wait-kinds.js'

it.each(Object.entries(otherWaits))(
  'in a wait for %s: keys, signals, a terminal that goes away',
  async (_name, kind) => {
    await expect(proveWait(kind)).resolves.toBeUndefined()
  },
)
