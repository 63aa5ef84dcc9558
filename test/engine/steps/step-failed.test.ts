import { mkdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { StepFailed } from '../../../src/engine/steps/step-failed.js'

it('takes what the kernel refuses as a failure of the step', () => {
  let refusal: unknown
  try {
    mkdirSync('/proc/self/nothing')
  } catch (error) {
    refusal = error
  }
  expect(StepFailed.from(refusal)).toEqual({
    message: 'unable to mkdir /proc/self/nothing',
    reason: 'no such file or directory (ENOENT)',
  })
})

it('takes everything else for a bug, and throws it on', () => {
  expect(() => StepFailed.from(new TypeError('undefined is not a function'))).toThrow(TypeError)
})
