import { describe, expect, it } from 'vitest'
import type { Store } from '../model/graph.ts'
import type { Mount } from '../model/input.ts'
import type { VolumeInput } from '../model/platform.ts'
import type { StoreReading } from '../model/technology.ts'
import { bind, deployment, line, volume, written } from '../testing/deployment.ts'

function store(
  mounts: readonly Mount[],
  volumes: readonly (Partial<VolumeInput> & { readonly name: string })[] = [],
  reading: Partial<StoreReading> = {},
): Store | undefined {
  const stores: readonly StoreReading[] = [{ path: '/var/lib/data', holds: 'data', ...reading }]
  return deployment({ components: [{ id: 'db', mounts, is: { reading: { stores } } }], volumes }).stores[0]
}

describe('where a path is kept', () => {
  it('is the own layer of the container without a mount', () => {
    expect(store([])).toEqual({
      id: 'db:/var/lib/data',
      component: 'db',
      path: '/var/lib/data',
      holds: 'data',
      disposable: false,
      kept: 'container',
      trail: [line(10)],
    })
  })

  it.each([
    ['/var/lib/data', 'volume'],
    ['/var/lib/data/', 'volume'],
    ['/var/lib', 'volume'],
    ['/', 'volume'],
    ['/VAR/LIB/DATA', 'container'],
    ['/var/lib/dat', 'container'],
    ['/var/lib/data/sub', 'container'],
  ])('is told by a volume at %s: %s', (target, kept) => {
    expect(store([volume('keep', target, 14)])?.kept).toBe(kept)
  })

  it('is the deepest mount, whatever the order', () => {
    const mounts = [bind('/srv', '/var/lib', 14), volume('keep', '/var/lib/data', 15)]
    for (const each of [mounts, mounts.toReversed()]) {
      expect(store(each)).toMatchObject({ kept: 'volume', source: 'keep', trail: [line(15)] })
    }
  })

  it('is a folder of the host by a bind mount', () => {
    expect(store([bind('./data', '/var/lib/data', 14)])).toMatchObject({ kept: 'bind', source: './data' })
  })

  it('is memory by a tmpfs', () => {
    expect(store([{ ...volume('', '/var/lib/data', 14), kind: 'tmpfs' }])?.kept).toBe('tmpfs')
    const options = new Map([
      ['type', written('tmpfs', 30)],
      ['device', written('tmpfs', 31)],
    ])
    expect(store([volume('keep', '/var/lib/data', 14)], [{ name: 'keep', options }])?.kept).toBe('tmpfs')
  })

  it('is not here for an external volume', () => {
    expect(store([volume('keep', '/var/lib/data', 14)], [{ name: 'keep', external: true }])).toMatchObject({ kept: 'external', source: 'keep' })
    expect(store([volume('keep', '/var/lib/data', 14)], [{ name: 'Keep', external: true }])?.kept).toBe('volume')
  })

  it('is a folder of the host for a volume that is bound to one', () => {
    const options = new Map([
      ['type', written('none', 30)],
      ['o', written('rw,bind', 31)],
      ['device', written('/srv/data', 32)],
    ])
    expect(store([volume('keep', '/var/lib/data', 14)], [{ name: 'keep', options }])).toMatchObject({ kept: 'bind', source: '/srv/data' })
  })

  it('stays a volume for a share of the network', () => {
    const options = new Map([
      ['type', written('nfs', 30)],
      ['o', written('addr=10.0.0.1,rw', 31)],
      ['device', written(':/export', 32)],
    ])
    expect(store([volume('keep', '/var/lib/data', 14)], [{ name: 'keep', options }])).toMatchObject({ kept: 'volume', source: 'keep' })
  })

  it('is not a config or a secret', () => {
    expect(store([{ ...volume('conf', '/var/lib/data', 14), kind: 'config' }])?.kept).toBe('container')
  })

  it('tells the setting that moved it', () => {
    expect(store([volume('keep', '/srv', 14)], [], { path: '/srv/db', trail: [line(12)], disposable: true })).toMatchObject({
      trail: [line(14), line(12)],
      disposable: true,
    })
  })
})
