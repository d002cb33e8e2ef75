import { expect, it } from 'vitest'
import { written } from '../testing/deployment.ts'
import { fileOwner } from './file-owner.ts'

it.each([
  [undefined, { user: 999, group: 0 }],
  ['1000', { user: 1000, group: 1000 }],
  ['1000:50', { user: 1000, group: 50 }],
  ['postgres', { user: 999, group: 0 }],
  ['1000:staff', { user: 999, group: 0 }],
])('of a container as %s', (user, owner) => {
  expect(fileOwner(user === undefined ? {} : { user: written(user, 3) }, { user: 999, group: 0 })).toEqual(owner)
})
