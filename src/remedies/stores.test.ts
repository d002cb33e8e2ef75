import { describe, expect, it } from 'vitest'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { RemedyTools } from '../model/remedy.ts'
import { stores } from './stores.ts'

async function proposed(control: string, subject: string, store: object = {}, mounts: readonly string[] = []) {
  const input = { form: 'container', dependsOn: [], mounts: mounts.map((value) => ({ target: { value } })) }
  const deployment = {
    components: [{ id: 'db', input }],
    stores: [{ id: subject, path: subject.slice(3), kept: 'container', ...store }],
    listeners: [],
    channels: [],
  } as unknown as Deployment
  const failed = [{ control, judgement: { component: 'db', subject, verdict: 'fail', fix: 'mend it' } }] as unknown as readonly FailedVerdict[]
  const [first] = await stores.propose({ deployment, failed }, {} as RemedyTools)
  return first
}

describe('data', () => {
  it('gets a volume of its own', async () =>
    expect(await proposed('store/persistent', 'db:/var/lib/data')).toMatchObject({
      steps: [{ component: 'db', does: { kind: 'volume', path: '/var/lib/data', name: 'db-data' } }],
    }))

  it('in memory, or beside a mount, is a matter for a person', async () => {
    expect(await proposed('store/persistent', 'db:/var/lib/data', { kept: 'tmpfs' })).toMatchObject({ reason: 'needs-person' })
    expect(await proposed('store/persistent', 'db:/var/lib/data', {}, ['/var/lib/Data'])).toMatchObject({ reason: 'needs-person' })
  })
})

describe('settings', () => {
  it.each(['/etc/app/x.conf', '/docker-entrypoint-initdb.d', '/app/config.toml'])('in %s are read', async (path) =>
    expect(await proposed('store/configuration-writable', `db:${path}`)).toMatchObject({ steps: [{ does: { kind: 'read-only-mount', path } }] }),
  )

  it('that a program writes stay as they are', async () => {
    expect(await proposed('store/configuration-writable', 'db:/etc/redis/sentinel.conf')).toMatchObject({ reason: 'would-break' })
    expect(await proposed('store/configuration-writable', 'db:/config')).toMatchObject({ reason: 'needs-person' })
  })
})
