import fc from 'fast-check'
import { expect, it } from 'vitest'
import { component } from '../testing/component.ts'
import { maskOf, matchingPaths } from './matching.ts'

const input = component({ files: { '/a/b1/x.conf': '', '/a/b2/y.conf': '', '/a/b2/.hidden.conf': '', '/a/c/z.txt': '' } })

it.each([
  ['/a/*/*.conf', ['/a/b1/x.conf', '/a/b2/y.conf']],
  ['/a/b[2-3]/?.conf', ['/a/b2/y.conf']],
  ['/a/[!b]*/z.txt', ['/a/c/z.txt']],
  ['/a/b2/.*', ['/a/b2/.hidden.conf']],
  ['/a/c/z.txt', ['/a/c/z.txt']],
  ['/nowhere/*', []],
])('%s', (pattern, paths) => expect(matchingPaths(input, pattern)).toEqual(paths))

it('takes hidden names where a program does', () => {
  expect(matchingPaths(input, '/a/b2/*.conf', true)).toEqual(['/a/b2/.hidden.conf', '/a/b2/y.conf'])
})

it('takes any text for a pattern', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (part) => {
      expect(maskOf(part)).toBeInstanceOf(RegExp)
    }),
  )
})
