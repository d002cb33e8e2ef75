import { expect, it } from 'vitest'
import { setting } from '../model/setting.ts'
import { component } from '../testing/component.ts'
import { asSwitch, fileText, secretVariable, variable } from './environment.ts'

it('takes the first variable that is set, empty or not', () => {
  const input = component({ env: { SECOND: ['', 11], THIRD: 'x' } })
  expect(variable(input, 'FIRST', 'SECOND', 'THIRD')).toMatchObject({ value: '', trail: [{ line: 11 }] })
  expect(variable(input, 'FIRST')).toBeUndefined()
})

it('reads a secret from the file that a variable names', () => {
  const input = component({ env: { WORD_FILE: ['/run/secrets/word', 12] }, files: { '/run/secrets/word': 'open sesame\r\n' } })
  expect(secretVariable(input, 'WORD')).toMatchObject({
    key: 'WORD_FILE',
    value: { value: 'open sesame', trail: [{ file: 'word', line: 1 }, { line: 12 }] },
  })
  expect(secretVariable(component({ env: { WORD: 'a', WORD_FILE: '/x' } }), 'WORD')).toMatchObject({ key: 'WORD', value: { value: 'a' } })
  expect(secretVariable(input, 'OTHER')).toBeUndefined()
})

it('leaves a file that is not there unresolved', () => {
  const found = fileText(component({}), setting('/run/secrets/word', { file: 'compose.yml', line: 4 }))
  expect(found).toMatchObject({ unresolved: [{ kind: 'file', why: '/run/secrets/word is not mounted' }], trail: [{ line: 4 }] })
})

it.each([
  [' True ', true],
  ['ENABLED', true],
  ['off', false],
  ['', false],
  ['perhaps', undefined],
  [undefined, undefined],
])('takes %j for %s', (text, wanted) => {
  expect(asSwitch(text)).toBe(wanted)
})
