import { expect, it } from 'vitest'
import { deployment, line, messages, outcome, passing, written } from '../../testing/deployment.ts'
import { writableRoot } from './writable-root.ts'

it('asks for a read-only root', () => {
  const off = { readOnlyRoot: { value: false, trail: [line(22)] } }
  expect(outcome(writableRoot, deployment({ components: [{ id: 'web' }, { id: 'api', isolation: off }] }))).toEqual([
    'web low compose.yml:10',
    'api low compose.yml:22',
  ])
})

it('says which folders the program writes', () => {
  const judged = deployment({ components: [{ id: 'web', is: { technology: 'server', reading: { image: { writes: ['/var/cache/server'] } } } }] })
  expect(messages(writableRoot, judged)[0]).toContain('server writes /var/cache/server')
})

it('passes it, unless memory is open for programs', () => {
  const isolation = { readOnlyRoot: { value: true, trail: [line(12)] } }
  const tmpfs = (options: readonly string[]) => [{ kind: 'tmpfs' as const, target: written('/tmp', 14), readOnly: false, options, at: line(14) }]
  const judged = deployment({
    components: [
      { id: 'web', isolation, mounts: tmpfs(['size=64m', 'noexec']) },
      { id: 'api', isolation, mounts: tmpfs(['exec']) },
    ],
  })
  expect(outcome(writableRoot, judged)).toEqual(['api low compose.yml:14'])
  expect(passing(writableRoot, judged)).toEqual(['web'])
})
