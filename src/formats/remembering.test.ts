import { describe, expect, it } from 'vitest'
import { remembering } from './remembering.ts'

describe('a reader that remembers', () => {
  function counted() {
    const read: string[] = []
    return { read, reader: remembering((text) => (read.push(text), { length: text.length })) }
  }

  it('reads a text once, and gives the same of it', () => {
    const { read, reader } = counted()
    expect(reader('one')).toBe(reader('one'))
    expect(reader('other')).toEqual({ length: 5 })
    expect(read).toEqual(['one', 'other'])
  })

  it('forgets what nobody asked for', () => {
    const { read, reader } = counted()
    const texts = Array.from({ length: 31 }, (_, at) => `text ${at}`.padEnd(32_000))
    reader('kept')
    for (const text of texts) reader(text)
    reader('kept')
    reader('one more'.padEnd(32_000))
    reader('kept')
    reader(texts[0]!)
    expect(read.filter((text) => text === 'kept')).toHaveLength(1)
    expect(read.filter((text) => text === texts[0])).toHaveLength(2)
  })

  it('keeps nothing of a long text', () => {
    const { read, reader } = counted()
    const long = 'x'.repeat(300_000)
    reader(long)
    reader(long)
    expect(read).toHaveLength(2)
  })
})
