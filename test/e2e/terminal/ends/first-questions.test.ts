import { expect, it } from 'vitest'
import { proveQuestion } from '../../support/prove-question.js'
import { firstQuestions } from '../../support/question-kinds.js'

it.each(Object.entries(firstQuestions))(
  'asked about %s: keys, signals, a terminal that goes away',
  async (_name, kind) => {
    await expect(proveQuestion(kind)).resolves.toBeUndefined()
  },
)
