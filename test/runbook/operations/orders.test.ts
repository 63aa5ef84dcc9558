import { expect, it } from 'vitest'
import { decodeOrders, decodeSvc } from '../../../src/runbook/operations/orders.js'

it.each([
  ['d', { interrupts: true, exits: false }],
  ['t', { interrupts: true, leavesDown: false, exits: false }],
  ['k', { interrupts: true, exits: false }],
  ['dx', { interrupts: true, leavesDown: true, exits: true }],
  ['x', { interrupts: false, leavesDown: true, exits: true }],
  ['u', { interrupts: false, leavesDown: false, exits: false }],
  ['c', { interrupts: false, leavesDown: false, exits: false }],
])('knows what supervise does on %s', (letters, orders) => {
  expect(decodeOrders(letters)).toMatchObject(orders)
})

it.each([
  [
    ['svc', '-dx', '/a', '/b'],
    ['/a', '/b'],
  ],
  [['/usr/bin/svc', '-d', '-x', '/a'], ['/a']],
  [['svc', '-dx'], []],
])('reads %j', (argv, directories) => {
  expect(decodeSvc(argv)).toMatchObject({
    orders: { interrupts: true, exits: true },
    directories: new Set(directories),
  })
})

it.each([[['svstat', '-dx', '/a']], [['mysvc', '-d', '/a']], [[]]])('%j is no svc', argv => {
  expect(decodeSvc(argv)).toBeNull()
})
