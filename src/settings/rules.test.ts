import { expect, it } from 'vitest'
import type { Setting } from '../model/setting.ts'
import { setting } from '../model/setting.ts'
import type { SettingRule } from './rules.ts'
import { deadKeys, isOff, isOn, observe } from './rules.ts'

const at = { file: 'compose.yml', line: 3 }
const rule: SettingRule = {
  key: 'DEBUG',
  concern: 'debug-mode',
  stake: 'data',
  versions: { from: '2', before: '4' },
  unsafe: isOn,
  absent: { verdict: 'safe', why: 'off by default' },
  message: 'it shows its insides',
  expected: 'off',
  fix: 'remove DEBUG',
}

function judged(value: Setting | undefined, version?: string, one: SettingRule = rule): readonly string[] {
  return observe([one], () => value, at, version).map(({ verdict, basis, trail, actual }) => `${verdict} ${basis} ${trail[0]?.line} ${actual}`)
}

it('judges what is written, and the default of what is not', () => {
  expect(judged(setting('on', { file: 'a', line: 9 }), '3')).toEqual(['unsafe configured 9 DEBUG=on'])
  expect(judged(setting('off', { file: 'a', line: 9 }), '3')).toEqual(['safe configured 9 DEBUG=off'])
  expect(judged(undefined, '3')).toEqual(['safe default 3 DEBUG is not set'])
})

it('leaves a variable without a value open', () => {
  const open: Setting = { ...setting('${X}', { file: 'a', line: 9 }), unresolved: [{ text: '${X}', kind: 'variable', why: '' }] }
  expect(judged(open, '3')).toEqual(['unknown configured 9 not known here'])
})

it('asks only versions that read the key, and takes an unknown one for a current one', () => {
  expect([judged(undefined, '1.9'), judged(undefined, '4'), judged(undefined)]).toEqual([[], [], []])
  const { before: _gone, ...since } = rule.versions!
  expect(judged(undefined, undefined, { ...rule, versions: since })).toHaveLength(1)
})

it('hides values that are not to be shown', () => {
  expect(judged(setting('on', at), '3', { ...rule, show: false })).toEqual(['unsafe configured 3 set'])
})

it('names written keys that nobody reads', () => {
  const dead = { key: 'OLD', versions: { from: '2' }, why: 'it was renamed', fix: 'use NEW', stake: 'hygiene' as const }
  const look = (key: string): Setting | undefined => (key === 'OLD' ? setting('x', { file: 'a', line: 5 }) : undefined)
  expect(deadKeys([dead], look, '2.1')).toEqual([{ key: 'OLD', trail: [{ file: 'a', line: 5 }], why: dead.why, fix: dead.fix, stake: 'hygiene' }])
  expect([deadKeys([dead], look, '1'), deadKeys([dead], () => undefined)]).toEqual([[], []])
})

it('reads yes and no in their usual spellings', () => {
  expect(['1', 'True', 'YES', 'enabled', '0', '', 'maybe'].map(isOn)).toEqual([true, true, true, true, false, false, false])
  expect(['0', 'False', 'no', '', '1', 'maybe'].map(isOff)).toEqual([true, true, true, true, false, false])
})
