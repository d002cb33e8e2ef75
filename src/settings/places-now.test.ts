import { expect, it } from 'vitest'
import type { ReplacedSecret } from '../model/change.ts'
import type { Component, Deployment } from '../model/graph.ts'
import type { WantSetting } from '../model/want.ts'
import { observing } from '../testing/deployment.ts'
import { atPlacesNow, secretPlacesNow } from './places-now.ts'

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

it('finds a secret where its setting stands now', () => {
  const secret = { name: 's', value: 'new' }
  const change: ReplacedSecret = { kind: 'replaced-secret', old: 'pear', key: 'PASSWORD', places: [{ file: 'compose.yml', line: 8 }], secret }
  const at = (line: number): unknown => {
    const use = { component: 'db', key: 'PASSWORD', trail: [{ file: 'compose.yml', line }] }
    const deployment = { credentials: [{ value: { value: 'pear' }, uses: [{ ...use, component: 'web' }, use] }] } as unknown as Deployment
    return secretPlacesNow(change, { id: 'db' } as unknown as Component, deployment).places[0]?.line
  }
  expect([at(8), at(9)]).toEqual([8, 9])
})
