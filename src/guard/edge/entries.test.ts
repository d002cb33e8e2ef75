import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleDocument } from '../../../test/guard/example.ts'
import { compileAcl } from '../acl/compile.ts'
import type { Grant } from '../acl/types.ts'
import { decider } from '../decide/decide.ts'
import type { KeyRecord } from '../keys/life.ts'
import { keyAnswer } from '../keys/known.ts'
import { keyHash } from '../keys/hash.ts'
import { newKeyText } from '../keys/text.ts'
import type { Route, Site } from '../model/site.ts'
import { edgeMaps } from '../render/haproxy/routes.ts'
import { rightAnswers } from '../rights/answers.ts'
import { edgeTable } from './entries.ts'
import { contains } from '../model/network.ts'

const now = Date.UTC(2030, 0, 1)
const pepper = Buffer.alloc(32, 1)
const text = newKeyText('live', () => 7)
const words = ['a', 'b', 'B', 'c.d'] as const

const word = fc.constantFrom(...words)
const route = fc
  .record({
    segments: fc.array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.constant(undefined) }), { maxLength: 3 }),
    below: fc.constantFrom(true, true, false),
    methods: fc.uniqueArray(fc.constantFrom('GET', 'POST', 'PURGE'), { minLength: 1 }),
    right: fc.constantFrom('read', 'write', 'by-method', 'by-method', 'admin', 'closed'),
    resource: fc.constantFrom('app', 'app', 'app', 'other', 'thing:{1}'),
    rate: fc.integer({ min: 0, max: 7 }).map((one) => one === 7),
    after: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
  })
  .map(({ right, resource, rate, after, ...rest }, index?: number): Route => ({
    ...rest,
    id: `r${index}`,
    access: right === 'closed' ? { kind: 'closed' } : { kind: 'right', right: right as 'read', resource, secondFactor: false },
    upgrade: false,
    body: 100,
    line: 1,
    ...(rate ? { rate: 5 } : {}),
    ...(after && right !== 'admin' ? { recordedAfter: true } : {}),
  }))
const scope = fc.record({
  host: fc.constant('localhost'),
  methods: fc.uniqueArray(fc.constantFrom('GET', 'POST', 'PURGE'), { minLength: 1 }),
  segments: fc.array(fc.oneof({ weight: 6, arbitrary: word }, { weight: 1, arbitrary: fc.constant(undefined) }), { maxLength: 2 }),
  below: fc.constantFrom(true, true, true, false),
})
const grant = fc.record({
  resource: fc.constantFrom('app', 'app', 'other'),
  relation: fc.constantFrom('read', 'write', 'admin'),
  effect: fc.constantFrom('allow', 'allow', 'allow', 'allow', 'allow', 'deny'),
  bound: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'ends', 'networks'),
})
const sources = fc.oneof(fc.constant([]), fc.subarray(['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '2001:db8::/32']))
const asked = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PURGE'),
  path: fc.array(word, { maxLength: 3 }),
  slash: fc.boolean(),
  remote: fc.constantFrom('10.9.9.9', '10.1.9.9', '10.1.2.3', '192.0.2.1', '2001:db8::1'),
})

type Lines = (name: string) => readonly (readonly [string, string])[]

function linesOf(site: Site): Lines {
  const files = new Map(edgeMaps({ ...exampleDocument(), sites: [site] }).map(({ name, text }) => [name, text]))
  return (name) =>
    (files.get(name) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)])
}

/** What the rules of `render/haproxy/keys.ts` do with the maps, in the words of this language. */
function edgeSays(lines: Lines, key: KeyRecord, table: ReturnType<typeof edgeTable>, method: string, path: string, remote: string): boolean {
  const longest = (map: readonly (readonly [string, string])[], subject: string): string | undefined =>
    map.filter(([prefix]) => subject.startsWith(prefix)).toSorted(([one], [other]) => other.length - one.length)[0]?.[1]
  const routeOf = (kind: '' | 'folded-', subject: string): string | undefined => {
    const found = longest(lines(kind === '' ? 'haproxy.routes' : 'haproxy.folded'), subject)
    return found === 'look' ? lines(`haproxy.${kind}patterns`).find(([pattern]) => new RegExp(pattern).test(subject))?.[1] : found
  }
  const place = path.replace(/\/?$/, '/!')
  const subject = `localhost@localhost${place}`
  const route = routeOf('', subject)
  if (route === undefined || (/[A-Z]/.test(place) && route !== routeOf('folded-', subject.toLowerCase()))) return false
  const map = table.keys.flatMap(({ entries }) => [...entries])
  const network = table.networks
    .filter((one) => contains(one, remote))
    .toSorted((one, other) => Number(other.split('/')[1] ?? 128) - Number(one.split('/')[1] ?? 128))[0]
  const entry =
    longest(map, `${key.hash}/${route}${place}`) ?? (network === undefined ? undefined : longest(map, `${key.hash}/${route}@${network}${place}`))
  const [expires = '0', , , methods = ''] = entry?.split('/') ?? []
  return methods.split(',').includes(method) && Number(expires) > now
}

describe('keys that HAProxy judges', () => {
  it('are let through only where the decision service lets them through', async () => {
    const count = { yes: 0, both: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(route, { minLength: 2, maxLength: 5 }),
        fc.array(scope, { minLength: 1, maxLength: 3 }),
        fc.array(grant, { minLength: 1, maxLength: 3 }),
        sources,
        fc.array(asked, { minLength: 5, maxLength: 10 }),
        async (routes, scopes, given, from, requests) => {
          const [example] = exampleDocument().sites
          const seen = new Set<string>()
          const site: Site = {
            ...example!,
            routes: routes.filter(({ segments, below }) => {
              const key = JSON.stringify([segments.map((one) => one?.toLowerCase() ?? null), below])
              return !seen.has(key) && seen.add(key)
            }),
          }
          const key: KeyRecord = {
            id: 'k',
            hash: keyHash(text, pepper),
            ending: '',
            owner: 'o',
            purpose: '',
            scopes,
            sources: from,
            created: 0,
            expires: now + 9000,
          }
          const grants = given.map(({ resource, relation, effect, bound }, index): Grant => ({
            id: `g${index}`,
            subject: { kind: 'key', id: 'o' },
            resource: { kind: 'component', id: resource },
            effect: effect as 'allow',
            relation: relation as 'read',
            by: { kind: 'user', id: 'x' },
            at: 0,
            ...(bound === 'ends' ? { expires: now - 1 } : {}),
            ...(bound === 'networks' ? { conditions: { networks: ['192.0.2.0/24'] } } : {}),
          }))
          const acl = compileAcl({ epoch: 1, administrators: [], grants, memberships: [] }, [])
          const table = edgeTable([site], [key], acl, now)
          const lines = linesOf(site)
          // nothing here waits for a store: a slow machine is no refusal
          const decide = decider(
            [site],
            {
              session: () => undefined,
              key: keyAnswer({ environment: 'live', pepper, find: () => key, now: () => now, used: () => undefined }),
              may: rightAnswers(
                () => acl,
                () => now,
              ),
              later: () => 60,
            },
            10_000,
          )
          for (const { method, path, slash, remote } of requests) {
            const target = `/${path.join('/')}${slash && path.length > 0 ? '/' : ''}`
            const { outcome } = await decide({ method, scheme: 'https', host: 'localhost', target, remote, headers: { 'x-api-key': text } })
            const says = edgeSays(lines, key, table, method, target, remote)
            expect(says ? [target, method, outcome] : []).toEqual(says ? [target, method, 'allow'] : [])
            if (outcome === 'allow') count.yes++
            if (says) count.both++
          }
        },
      ),
      { numRuns: 300, seed: 7 },
    )
    // it is no test of nothing
    expect(count.both).toBeGreaterThan(25)
  })

  it('have at each place the methods of every scope that covers it', () => {
    const [example] = exampleDocument().sites
    const free: Route = {
      ...example!.routes[0]!,
      recordedAfter: true,
      access: { kind: 'right', right: 'read', resource: 'app', secondFactor: false },
    }
    const given: Grant = {
      id: 'g',
      subject: { kind: 'key', id: 'o' },
      resource: { kind: 'component', id: 'app' },
      effect: 'allow',
      relation: 'read',
      by: { kind: 'user', id: 'x' },
      at: 0,
    }
    const scopeOf = (method: string, below: boolean, ...segments: readonly string[]): KeyRecord['scopes'][number] => ({
      host: 'localhost',
      methods: [method],
      segments,
      below,
    })
    const scopes = [scopeOf('GET', true, 'a'), scopeOf('POST', true, 'a', 'b'), scopeOf('PUT', false, 'a', 'b'), scopeOf('HEAD', false, 'a')]
    const key: KeyRecord = { id: 'k', hash: 'h', ending: '', owner: 'o', purpose: '', scopes, sources: [], created: 0, expires: now + 9000 }
    const acl = compileAcl({ epoch: 1, administrators: [], grants: [given], memberships: [] }, [])
    const entries = edgeTable([{ ...example!, routes: [free] }], [key], acl, now).keys[0]?.entries ?? []
    const until = now + 9000
    expect(Object.fromEntries(entries)).toEqual({
      [`h/0.0:${free.body}/a/`]: `${until}/k/o/GET`,
      [`h/0.0:${free.body}/a/b/`]: `${until}/k/o/GET,POST`,
      [`h/0.0:${free.body}/a/b/!`]: `${until}/k/o/GET,POST,PUT`,
      [`h/0.0:${free.body}/a/!`]: `${until}/k/o/GET,HEAD`,
    })
  })

  it('leaves out what is over, taken back, or named as nothing of ours', () => {
    const { sites } = exampleDocument()
    const acl = compileAcl({ epoch: 1, administrators: [], grants: [], memberships: [] }, [])
    const key: KeyRecord = { id: 'k', hash: 'h', ending: '', owner: 'o', purpose: '', scopes: [], sources: [], created: 0, expires: now + 1 }
    const ids = (...keys: readonly Partial<KeyRecord>[]): readonly string[] =>
      edgeTable(
        sites,
        keys.map((one) => ({ ...key, ...one })),
        acl,
        now,
      ).keys.map(({ id }) => id)
    expect(ids({}, { expires: now }, { revoked: now }, { id: 'a/b' }, { owner: 'a b' }, { owner: 'a;b' })).toEqual(['k'])
  })
})
