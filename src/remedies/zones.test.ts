import { describe, expect, it } from 'vitest'
import { datastoreIsolated } from '../controls/zone/datastore-isolated.ts'
import { egress } from '../controls/zone/egress.ts'
import { segmented } from '../controls/zone/segmented.ts'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Proposed, RemedyTools } from '../model/remedy.ts'
import { deployment, port } from '../testing/deployment.ts'
import { zones } from './zones.ts'

const web = { id: 'web', ports: [port('80:80', 12)], env: { API_URL: 'http://api:8080' }, is: { role: 'proxy' as const } }
const api = {
  id: 'api',
  ports: [port('127.0.0.1:8080:8080', 22)],
  env: { DATABASE_URL: 'postgres://a:b@db:5432/a' },
  is: { role: 'application' as const },
}
const worker = { id: 'worker', env: { DATABASE_URL: 'postgres://a:b@db:5432/a', SMTP_URL: 'smtp://mail.example.org:25' } }
const db = { id: 'db', expose: [5432], is: { role: 'datastore' as const } }

function proposals(judged: Deployment): readonly Proposed[] {
  const failed = [segmented, datastoreIsolated, egress].flatMap((control): readonly FailedVerdict[] =>
    [...control.judge(judged)].flatMap((judgement) => (judgement.verdict === 'fail' ? [{ control: control.id, judgement }] : [])),
  )
  return zones.propose({ deployment: judged, failed }, {} as RemedyTools) as readonly Proposed[]
}

/** Networks by name with who is on them at the end, and the kind of each. */
function planned(judged: Deployment): Readonly<Record<string, string>> {
  const [proposal] = proposals(judged)
  if (proposal === undefined || 'reason' in proposal) throw new Error(JSON.stringify(proposal))
  const on = new Map<string, string[]>()
  const kinds = new Map(judged.zones.map(({ name, internal }) => [name, internal ? 'internal' : 'open']))
  const members = new Map(judged.components.map(({ id, zones: all }) => [id, all]))
  for (const { component, does } of proposal.steps) {
    if (does.kind === 'network') kinds.set(does.name, does.is)
    if (does.kind === 'membership')
      members.set(
        component,
        does.networks.map(({ network }) => network),
      )
  }
  for (const [id, all] of members) for (const name of all) on.set(name, [...(on.get(name) ?? []), id])
  return Object.fromEntries([...on].map(([name, all]) => [name, `${kinds.get(name)}: ${all.join(' ')}`]))
}

describe('one flat network', () => {
  it('is cut so that nobody meets whom it does not call, and who calls out keeps a way', () => {
    expect(planned(deployment({ components: [web, api, worker, db] }))).toEqual({
      db: 'internal: api db',
      'db-worker': 'internal: worker db',
      api: 'open: web api',
      'worker-out': 'open: worker',
    })
  })

  it('is first left by nobody, so that everybody works in between', () => {
    const [proposal] = proposals(deployment({ components: [web, api, worker, db] }))
    if (proposal === undefined || 'reason' in proposal) throw new Error('nothing is proposed')
    const joins = proposal.steps.filter(({ phase, does }) => phase === 'accept' && does.kind === 'membership')
    expect(joins.map(({ component, does }) => [component, does.kind === 'membership' && does.networks[0]?.network])).toEqual([
      ['web', 'default'],
      ['api', 'default'],
      ['worker', 'default'],
      ['db', 'default'],
    ])
    expect(proposal.steps.at(-1)).toEqual({ component: 'web', phase: 'close', does: { kind: 'network', name: 'default', is: 'gone' } })
  })

  it('leaves every way to whom nobody knows what it calls, and says so', () => {
    const judged = deployment({ components: [web, api, worker, db, { id: 'tool' }] })
    expect(Object.values(planned(judged)).filter((all) => all.includes('tool'))).toEqual(['open: web api tool', 'internal: api db tool'])
    const [proposal] = proposals(judged)
    expect('risks' in proposal! && proposal.risks.join()).toContain('whom tool connects to is not known')
  })

  it('stays where nobody knows whom anybody calls', () => {
    const silent = { ...web, env: {} }
    expect(proposals(deployment({ components: [silent, { ...api, id: 'one', env: {} }, db] }))).toMatchObject([{ reason: 'needs-person' }])
  })

  it('stays where everybody needs everybody', () => {
    const both = { ...web, env: { ...web.env, DATABASE_URL: 'postgres://a:b@db:5432/a' } }
    expect(proposals(deployment({ components: [both, { ...api, ports: [port('8080:8080', 22)] }, db] }))).toMatchObject([{ reason: 'would-break' }])
  })
})

describe('networks that are there', () => {
  const front = { ...web, networks: ['front'] }
  const both = { ...api, networks: ['front', 'back'] }
  const back = { ...db, networks: ['back'] }

  it('stay where they are right, and lose the way out that nobody there needs', () => {
    expect(planned(deployment({ components: [front, both, back] }))).toEqual({ front: 'open: web api', back: 'internal: api db' })
  })

  it('keep names that hold on them alone', () => {
    const named = { ...db, names: [{ name: 'postgres', network: 'default' }] }
    const [proposal] = proposals(deployment({ components: [web, api, named] }))
    if (proposal === undefined || 'reason' in proposal) throw new Error('nothing is proposed')
    const last = proposal.steps.findLast(({ component, does }) => component === 'db' && does.kind === 'membership')
    expect(last?.does).toEqual({ kind: 'membership', networks: [{ network: 'db', aliases: ['postgres'] }] })
  })

  it('of others are not touched', () => {
    const outer = { ...api, networks: ['default', 'shared'] }
    const judged = deployment({ components: [web, outer, db], networks: [{ name: 'default' }, { name: 'shared', external: true }] })
    expect(planned(judged)['shared']).toBe('open: api')
  })
})
