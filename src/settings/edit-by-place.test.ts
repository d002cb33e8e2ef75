import { describe, expect, it } from 'vitest'
import type { Component } from '../model/graph.ts'
import { setting } from '../model/setting.ts'
import type { WantSetting } from '../model/want.ts'
import { editByPlace } from './edit-by-place.ts'

const at = { file: 'compose.yaml', line: 2 }
const env = new Map([
  ['MODE', setting('debug', { file: 'compose.yaml', line: 5 })],
  ['GF_LOG_LEVEL', setting('debug', { file: 'compose.yaml', line: 6 })],
])
const component = { input: { env, at, form: 'container' } } as unknown as Component

function want(key: string, line: number, file = 'compose.yaml', value: string | null = 'x'): WantSetting {
  return { kind: 'setting', concern: 'debug-mode', key, value, places: [{ file, line }] }
}

describe('a setting', () => {
  it.each([
    ['its variable', want('MODE', 5), { kind: 'variable', name: 'MODE', value: 'x' }],
    ['the variable on its line', want('log.level', 6), { kind: 'variable', name: 'GF_LOG_LEVEL', value: 'x' }],
    ['a new variable, where it is written nowhere', want('NEW', 2), { kind: 'variable', name: 'NEW', value: 'x' }],
    ['no variable', want('MODE', 5, 'compose.yaml', null), { kind: 'variable', name: 'MODE', value: undefined }],
    ['its key in a file', want('log.level', 9, 'app.toml'), { kind: 'key', place: { file: 'app.toml', line: 9 }, key: 'log.level', value: 'x' }],
  ])('is %s', (_, wanted, change) => expect(editByPlace(wanted, component)).toEqual({ changes: [change] }))

  it('that is of a file and written nowhere is not made up', () => expect(editByPlace(want('log.console.level', 2), component)).toBeUndefined())
})
