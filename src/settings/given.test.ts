import { expect, it } from 'vitest'
import type { Setting, Unresolved } from '../model/setting.ts'
import { setting } from '../model/setting.ts'
import { filled, given, isGiven } from './given.ts'

function open(value: string, kind: Unresolved['kind']): Setting {
  return { ...setting(value), unresolved: [{ text: '${X}', kind, why: 'no value' }] }
}

it.each<[string, Setting | undefined, boolean | undefined]>([
  ['nothing', undefined, false],
  ['an empty value', setting('  '), false],
  ['a value', setting('x'), true],
  ['a variable without a value', open('${X}', 'variable'), undefined],
  ['a variable with text around it', open('a${X}', 'variable'), true],
  ['a required variable', open('${X}', 'required'), true],
  ['what a file holds', open('${X}', 'file'), true],
])('%s is given: %s', (_name, value, wanted) => {
  expect(given(value)).toBe(wanted)
  const secret = value === undefined ? undefined : { key: 'KEY', value }
  expect(filled(secret)).toBe(wanted === false ? undefined : secret)
})

it('counts a hole as a value where that is asked', () => {
  expect([undefined, setting(' '), open('${X}', 'variable'), setting('x')].map(isGiven)).toEqual([false, false, true, true])
})
