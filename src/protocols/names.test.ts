import { expect, it } from 'vitest'
import { namesFrom } from './names.ts'

it('shows names that a server tells, few and harmless', () => {
  expect(namesFrom(['app', 'root@%', 'a b\u001b[31m', 'x'.repeat(100)])).toBe('app, root@%, another name, another name')
  expect(namesFrom(Array.from({ length: 12 }, (_, at) => `u${at}`))).toBe('u0, u1, u2, u3, u4, u5, u6, u7, u8, u9 and 2 more')
})
