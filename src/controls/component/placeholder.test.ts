import { expect, it } from 'vitest'
import { bind, deployment, messages, outcome, passing, port, written } from '../../testing/deployment.ts'
import { placeholder } from './placeholder.ts'

it('is one finding per component, with all keys and lines', () => {
  const ports = [{ ...port('8080:80', 16), unresolved: written('<port>:80', 16) }]
  const [web] = deployment({ components: [{ id: 'web', ports, mounts: [bind('<data-dir>', '/data', 18)] }, { id: 'api' }] }).components
  const env = new Map([
    ['DB_PASSWORD', written('<db-password>', 12)],
    ['DB_HOST', written('${DB_HOST}', 13)],
    ['DB_NAME', written('app', 14)],
  ])
  const judged = deployment({ components: [{ id: 'api' }] })
  const both = { ...judged, components: [...judged.components, ...(web === undefined ? [] : [{ ...web, input: { ...web.input, env } }])] }
  expect(outcome(placeholder, both)).toEqual(['web low compose.yml:12 compose.yml:16 compose.yml:18'])
  expect(messages(placeholder, both)[0]).toContain('in DB_PASSWORD, ports, volumes:')
  expect(passing(placeholder, both)).toEqual(['api'])
})
