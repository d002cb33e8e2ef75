import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { haproxyMaps, maps } from '../../../test/guard/haproxy-maps.ts'
import { compileAcl } from '../acl/compile.ts'
import { exampleDocument } from '../../../test/guard/example.ts'
import type { KeyRecord } from '../keys/life.ts'
import type { GuardEdge } from './edge.ts'
import { guardEdge } from './edge.ts'

describe('what the guard tells HAProxy', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
  afterEach(() => void vi.useRealTimers())

  const keys = Array.from({ length: 250 }, (_, index): KeyRecord => ({
    id: `k${index}`,
    owner: 'bench',
    purpose: 'a test',
    hash: `hash-${index}`,
    ending: 'last',
    scopes: [{ host: 'localhost', methods: ['GET'], segments: [], below: true }],
    sources: [],
    created: 0,
    expires: 9_000_000,
  }))
  const right = { id: 'right', relation: 'read', effect: 'allow', at: 0, by: { kind: 'user', id: 'admin' } } as const
  const acl = compileAcl(
    {
      epoch: 0,
      administrators: [],
      memberships: [],
      grants: [{ ...right, subject: { kind: 'key', id: 'bench' }, resource: { kind: 'component', id: 'app' } }],
    },
    [],
  )
  const sites = exampleDocument().sites.map((site) => ({ ...site, routes: site.routes.map((route) => ({ ...route, recordedAfter: true as const })) }))

  type Tell = (commands: readonly string[]) => Promise<string>
  function edge(tell: Tell, age = (): number => 0): { readonly edge: GuardEdge; readonly troubles: string[] } {
    const troubles: string[] = []
    const state = { keys: { list: () => Promise.resolve(keys) }, epoch: { age } }
    const random = (bytes: number): Buffer => Buffer.alloc(bytes, 5)
    const parts = { maps, tell, sites, acl: () => acl, now: Date.now, random, trouble: (what: string) => void troubles.push(what) }
    return { edge: guardEdge({ ...parts, state: state as unknown as Parameters<typeof guardEdge>[0]['state'] }), troubles }
  }

  it('is the end of a key next, whatever else is being told, and no tick of a clock is waited for', async () => {
    const engine = haproxyMaps()
    const exchanges: (readonly string[])[] = []
    let ended: Promise<void> | undefined
    const { edge: one } = edge(async (commands) => {
      exchanges.push(commands)
      // while it is told of all keys another one ends, which it knows already
      if (commands.some((command) => command.includes('hash-150/'))) ended ??= one.ended('k20')
      return engine.tell(commands)
    })
    await one.begin()
    await ended
    const during = exchanges.findIndex((commands) => commands.some((command) => command.includes('hash-150/')))
    expect(exchanges.slice(during + 1).findIndex((commands) => commands.every((command) => command.startsWith('del map k hash-20/')))).toBe(0)
    const before = exchanges.length
    await one.ended('k21')
    expect(exchanges.slice(before).flat()).toEqual(expect.arrayContaining([expect.stringMatching(/^del map k hash-21\//) as string]))
    expect([...engine.content.get('k')!.keys()].filter((key) => /^hash-2[01]\//.test(key))).toEqual([])
    expect(vi.getTimerCount()).toBe(1)
    await one.end()
  })

  it('says that HAProxy cannot be told when it was there, or is not there for long', async () => {
    let [isThere, isKnown] = [false, false]
    const engine = haproxyMaps()
    const { edge: one, troubles } = edge(
      (commands) => (isThere ? engine.tell(commands) : Promise.reject(new Error('nobody is there'))),
      () => (isKnown ? 0 : Infinity),
    )
    // which epoch holds is not known at once: then nothing is told, which says nothing of HAProxy
    await one.begin()
    isKnown = true
    await vi.advanceTimersByTimeAsync(5000)
    expect(troubles).toEqual([])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(troubles).toEqual(['keys are judged by the decision service alone: nobody is there'])
    isThere = true
    await vi.advanceTimersByTimeAsync(1000)
    isThere = false
    await vi.advanceTimersByTimeAsync(5000)
    expect(troubles).toHaveLength(2)
    await one.end()
  })
})
