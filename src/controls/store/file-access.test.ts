import { describe, expect, it } from 'vitest'
import type { ReadFile } from '../../model/graph.ts'
import { deployment, observing, outcome, passing } from '../../testing/deployment.ts'
import { fileAccess } from './file-access.ts'

it('weighs what is observed of its own concern', () => {
  expect(outcome(fileAccess, observing({ concern: 'file-access', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(fileAccess, other), ...passing(fileAccess, other)]).toEqual([])
})

describe('a file whose rights are known', () => {
  function judged(mode: number, more: Partial<ReadFile> = {}, password = false) {
    const file: ReadFile = {
      component: 'api',
      path: '/etc/api.conf',
      file: 'compose.yml',
      isKey: false,
      access: { mode, owner: 'api', group: 'staff' },
      ...more,
    }
    const env = password ? { DB_PASSWORD: 'k3hGq8zW1p' } : {}
    const graph = deployment({ components: [{ id: 'api', form: 'process', user: 'api', env }] })
    return { ...graph, files: [file] }
  }

  it.each([
    ['everybody may change', judged(0o666), 'api:/etc/api.conf high compose.yml:1'],
    ['a group may change', judged(0o660), 'api:/etc/api.conf low compose.yml:1'],
    ['everybody may read, with a password in it', judged(0o644, {}, true), 'api:/etc/api.conf medium compose.yml:1'],
    ['everybody may read, with a key in it', judged(0o644, { isKey: true }), 'api:/etc/api.conf medium compose.yml:1'],
  ])('%s', (_, graph, wanted) => expect(outcome(fileAccess, graph)).toEqual([wanted]))

  it.each([
    ['is readable and holds no secret', judged(0o644)],
    ['is its own', judged(0o640, {}, true)],
    ['may be changed by its own group', judged(0o660, { access: { mode: 0o660, owner: 'root', group: 'api' } })],
  ])('passes what %s', (_, graph) => expect(passing(fileAccess, graph)).toEqual(['api:/etc/api.conf']))
})
