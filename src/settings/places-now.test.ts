import { expect, it } from 'vitest'
import type { WantSetting } from '../model/want.ts'
import { observing } from '../testing/deployment.ts'
import { atPlacesNow } from './places-now.ts'

const want = (line: number): WantSetting => ({
  kind: 'setting',
  concern: 'debug-mode',
  key: 'DEBUG',
  value: '0',
  places: [{ file: 'compose.yml', line }],
})

it('finds a setting where it stands now', () => {
  const at = (line: number): unknown => {
    const [component] = observing({ concern: 'debug-mode', verdict: 'unsafe', key: 'DEBUG', trail: [{ file: 'compose.yml', line: 14 }] }).components
    return atPlacesNow(want(line), component!)
  }
  expect(at(14)).toEqual(want(14))
  expect(at(11)).toEqual(want(14))
})

it('leaves what nobody sees any more', () => {
  const [component] = observing({ concern: 'debug-mode', verdict: 'safe', key: 'DEBUG', trail: [{ file: 'compose.yml', line: 14 }] }).components
  expect(atPlacesNow(want(11), component!)).toEqual(want(11))
})
