import { describe, expect, it } from 'vitest'
import { edgeDesk } from './desk.ts'
import type { EdgeTable } from './entries.ts'
import { runtimeAt } from './runtime.ts'
import type { HaproxyMaps } from '../../../test/guard/haproxy-maps.ts'
import { haproxyMaps, maps } from '../../../test/guard/haproxy-maps.ts'

const keyOf = (id: string): EdgeTable['keys'][number] => ({ id, owner: 'o', entries: new Map([[`hash-${id}/0.0/`, `1/99/${id}/o`]]) })

describe('what HAProxy is told', () => {
  function desk(table: () => EdgeTable, age = 0): HaproxyMaps & { readonly desk: ReturnType<typeof edgeDesk>; at: number } {
    const engine = haproxyMaps()
    const clock = { at: 1000 }
    const made = edgeDesk({
      tell: (commands) => engine.tell(commands),
      maps,
      table: async () => Promise.resolve(table()),
      age: () => age,
      statements: async (owners) => Promise.resolve(new Map(owners.map((owner) => [`a:app:${owner}`, `signed-${clock.at}`]))),
      now: () => clock.at,
      random: (bytes) => Buffer.alloc(bytes, 5),
    })
    return Object.assign(engine, {
      desk: made,
      get at() {
        return clock.at
      },
      set at(value: number) {
        clock.at = value
      },
    })
  }
  const keys = (engine: HaproxyMaps): readonly string[] => [...engine.content.get('k')!.values()].map((value) => value.split('/')[2] ?? '')

  it('is all that holds, and no more than for two seconds', async () => {
    const one = desk(() => ({ keys: [keyOf('a'), keyOf('b')], networks: ['10.0.0.0/8'] }))
    one.content.get('k')!.set('left/by/another', '1/99/old/o')
    await one.desk.beat()
    expect(keys(one)).toEqual(['a', 'b'])
    expect([...one.content.get('n')!.keys()]).toEqual(['10.0.0.0/8'])
    expect(one.content.get('l')!.get('alive')).toBe('3000')
    expect(one.content.get('l')!.get('a:app:o')).toBe('signed-1000')
    await one.desk.end()
    expect(one.content.get('l')!.get('alive')).toBe('0')
  })

  it('is not lent while nobody knows which epoch holds, nor while something could not be told', async () => {
    const silent = desk(() => ({ keys: [keyOf('a')], networks: [] }), 1500)
    await silent.desk.beat()
    expect(silent.content.get('l')!.get('alive')).toBe('0')
    let isLost = false
    const lost = desk(() => {
      if (isLost) throw new Error('the store is gone')
      return { keys: [keyOf('a')], networks: [] }
    })
    await lost.desk.beat()
    isLost = true
    await expect(lost.desk.changed()).rejects.toThrow('the store is gone')
    Object.assign(lost, { at: 2000 })
    await expect(lost.desk.beat()).rejects.toThrow('the store is gone')
    expect(lost.content.get('l')!.get('alive')).toBe('3000')
  })

  it('is told anew to an engine that is another one', async () => {
    const one = desk(() => ({ keys: [keyOf('a')], networks: [] }))
    await one.desk.beat()
    one.content.set('k', new Map())
    one.content.set(
      'l',
      new Map([
        ['alive', '0'],
        ['generation', 'none'],
      ]),
    )
    await one.desk.beat()
    expect(keys(one)).toEqual(['a'])
  })

  it('has no key that ended, whenever it did', async () => {
    const all = Array.from({ length: 250 }, (_, index) => keyOf(`k${index}`))
    for (const id of ['k0', 'k120', 'k249']) {
      for (const moment of ['hash-k0/', 'hash-k120/', 'hash-k249/']) {
        const one = desk(() => ({ keys: all, networks: [] }))
        let ended: Promise<void> | undefined
        one.before = (command) => {
          if (command.startsWith('add map k') && command.includes(moment)) ended ??= one.desk.ended(id)
        }
        await one.desk.changed()
        await ended
        expect([id, moment, keys(one).includes(id)]).toEqual([id, moment, false])
        expect(keys(one)).toHaveLength(249)
      }
    }
  })

  it('changes what changed', async () => {
    let table: EdgeTable = { keys: [keyOf('a'), keyOf('b')], networks: [] }
    const one = desk(() => table)
    await one.desk.changed()
    const told: string[] = []
    one.before = (command) => void (command.startsWith('show') || told.push(command))
    table = { keys: [keyOf('b'), { ...keyOf('c') }], networks: [] }
    await one.desk.changed()
    expect(told).toEqual(['del map k hash-a/0.0/', 'add map k hash-c/0.0/ 1/99/c/o'])
  })

  it('is never two commands in one', async () => {
    await expect(runtimeAt('/nowhere')(['set map l alive 1; clear map k'])).rejects.toThrow('two')
    await expect(runtimeAt('/nowhere')(['set map l alive 1\nquit'])).rejects.toThrow('two')
  })
})
