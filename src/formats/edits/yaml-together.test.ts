import { describe, expect, it } from 'vitest'
import { applyEdits } from '../edit.ts'
import { inSteps } from './steps.ts'
import type { Value } from './value.ts'
import { yamlEdits } from './yaml.ts'

const compose = `x-env: &env
  MODE: dev

services:
  # the front
  web:
    image: 'nginx:1.25' # pinned
    ports:
      # plain
      - "80:80" # http

      # only for us
      - 9000:9000

  db: # store
    environment: *env # shared
    networks: {back: {aliases: [store]}}
`

describe('several keys at once', () => {
  const editor = yamlEdits()
  const at = (...path: readonly (string | number)[]) => ['services', ...path]

  it.each<[string, readonly (readonly [readonly (string | number)[], Value])[]]>([
    [
      'new keys of one service',
      [
        [at('web', 'mem_limit'), '2g'],
        [at('web', 'cpus'), '2'],
        [at('web', 'security_opt'), ['no-new-privileges:true']],
      ],
    ],
    [
      'new keys of two',
      [
        [at('web', 'mem_limit'), '2g'],
        [at('db', 'mem_limit'), '1g'],
        [at('web', 'read_only'), true],
      ],
    ],
    [
      'a key that is there beside a new one',
      [
        [at('web', 'image'), 'nginx:1.27'],
        [at('web', 'cpus'), '2'],
      ],
    ],
    [
      'two below one that is missing',
      [
        [at('web', 'deploy', 'cpus'), '2'],
        [at('web', 'deploy', 'memory'), '2g'],
      ],
    ],
    [
      'two items of one list',
      [
        [at('web', 'ports', 2), '1:1'],
        [at('web', 'ports', 3), '2:2'],
      ],
    ],
    [
      'what an alias brings in',
      [
        [at('db', 'environment', 'MODE'), 'live'],
        [at('db', 'cpus'), '2'],
      ],
    ],
  ])('%s: as one after the other', (_, wanted) => {
    const change = editor.setAll(compose, wanted)
    const each = inSteps(
      compose,
      wanted.map(
        ([path, value]) =>
          (text) =>
            editor.set(text, path, value),
      ),
    )
    if ('cannot' in change || 'cannot' in each) throw new Error('cannot')
    expect(applyEdits(compose, change.edits)).toBe(applyEdits(compose, each.edits))
  })

  it('of which one cannot be: none', () => {
    expect(
      editor.setAll(compose, [
        [at('web', 'cpus'), '2'],
        [at('web', 'image', 'name'), 'x'],
      ]),
    ).toHaveProperty('cannot')
  })
})
