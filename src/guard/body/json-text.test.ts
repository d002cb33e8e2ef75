import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BodyRule } from '../model/body.ts'
import { cleared, fieldOf } from './fields.ts'
import { jsonText, walkJson } from './json-text.ts'

function spots(text: string): readonly (readonly [readonly string[], string])[] {
  const all: [readonly string[], string][] = []
  walkJson(text, { unique: true, value: ({ path, start, end }) => void all.push([[...path], text.slice(start, end)]) })
  return all
}

async function clear(text: string, redact: readonly string[], refuse: readonly string[] = []): Promise<string> {
  const rule: Pick<BodyRule, 'redact' | 'refuse'> = { redact: redact.map(fieldOf), refuse: refuse.map(fieldOf) }
  const made = await cleared(Buffer.from(text), rule)
  return 'refused' in made ? `refused: ${made.refused}` : made.bytes.toString()
}

describe('the text of JSON', () => {
  it('is told value by value', () => {
    expect(spots('{"a": [1, {"b" : "x,]}\\""}], "c":{},"d":[] }')).toEqual([
      [['a', '0'], '1'],
      [['a', '1', 'b'], String.raw`"x,]}\""`],
      [['a', '1'], String.raw`{"b" : "x,]}\""}`],
      [['a'], String.raw`[1, {"b" : "x,]}\""}]`],
      [['c'], '{}'],
      [['d'], '[]'],
      [[], '{"a": [1, {"b" : "x,]}\\""}], "c":{},"d":[] }'],
    ])
  })

  it('is told as JSON.parse reads it, whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, space) => {
        const text = JSON.stringify(JSON.parse(json), undefined, space)
        const value: unknown = JSON.parse(text)
        for (const [path, part] of spots(text)) {
          expect(JSON.parse(part)).toEqual(path.reduce<unknown>((one, name) => (one as Record<string, unknown>)[name], value))
        }
      }),
    )
  })

  it.each([
    ['{"a":1,"a":2}', 'two members'],
    [String.raw`{"a":1,"\u0061":2}`, 'two members'],
    ['{"a":1,}', 'not JSON'],
    ["{'a':1}", 'not JSON'],
    ['{} {}', 'not JSON'],
    ['[01]', 'not JSON'],
    ['', 'not JSON'],
    [`${'['.repeat(129)}${']'.repeat(129)}`, '128 levels'],
  ])('%s is a fault', (text, why) => {
    expect(() => spots(text)).toThrow(why)
  })

  it('is UTF-8 without a mark', () => {
    expect(jsonText(Buffer.from('"\u00e9"'))).toBe('"\u00e9"')
    expect(() => jsonText(Buffer.from([0xef, 0xbb, 0xbf, 0x30]))).toThrow('a mark')
    expect(() => jsonText(Buffer.from([0x22, 0xff, 0x22]))).toThrow('UTF-8')
  })
})

describe('an answer', () => {
  it.each([
    ['{"a":1,"b":2}', ['/b'], '{"a":1,"b":"redacted"}'],
    ['{"big": 12345678901234567890, "s":"x"}', ['/s'], '{"big": 12345678901234567890, "s":"redacted"}'],
    ['{"a":[{"s":1},{"s":2,"t":3}]}', ['/a/*/s'], '{"a":[{"s":"redacted"},{"s":"redacted","t":3}]}'],
    ['{"s":1,"a":{"s":{"deep":1}}}', ['/**/s'], '{"s":"redacted","a":{"s":"redacted"}}'],
    ['{"a":{"b":{"s":1}},"b":{"x":{"s":1}}}', ['/**/b/**/s'], '{"a":{"b":{"s":"redacted"}},"b":{"x":{"s":"redacted"}}}'],
    [
      '{"clientSecret":1,"secretName":2,"secret":3}',
      ['/*Secret', '/secret*'],
      '{"clientSecret":"redacted","secretName":"redacted","secret":"redacted"}',
    ],
    ['{"s":1,"s":2}', ['/s'], '{"s":"redacted","s":"redacted"}'],
    [String.raw`{"\u0073":1}`, ['/s'], String.raw`{"\u0073":"redacted"}`],
    ['{"a/b":1,"m~n":2}', ['/a~1b', '/m~0n'], '{"a/b":"redacted","m~n":"redacted"}'],
    [
      '{"n":"call 4111 1111 1111 1111 now","m":4111111111111111,"o":4111111111111112}',
      ['card-number'],
      '{"n":"redacted","m":"redacted","o":4111111111111112}',
    ],
    [
      '["x4111-1111-1111-1111y","41111111111111110000000001","4111 1111  1111 1111","12 4111 1111 1111 1111 34"]',
      ['card-number'],
      '["redacted","41111111111111110000000001","4111 1111  1111 1111","redacted"]',
    ],
    [String.raw`{"n":"\u0034111111111111111"}`, ['card-number'], '{"n":"redacted"}'],
    ['{"u":"amqp://app:hunter2@mq/","v":"amqp://mq/a:b@c"}', ['credential'], '{"u":"redacted","v":"amqp://mq/a:b@c"}'],
    ['{"a":1}', ['/b', 'card-number'], '{"a":1}'],
    ['"x"', ['/**'], '"redacted"'],
    ['{"4111111111111111":1}', ['card-number'], 'refused: card-number'],
  ])('%s without %j is %s', async (text, redact, made) => {
    expect(await clear(text, redact)).toBe(made)
  })

  it('is looked at in steps', async () => {
    const text = JSON.stringify({ a: Array.from({ length: 30_000 }, (_, index) => ({ index, secret: index })) })
    let turns = 0
    const other = setInterval(() => turns++, 0)
    expect(JSON.parse(await clear(text, ['/a/*/secret']))).toEqual({
      a: Array.from({ length: 30_000 }, (_, index) => ({ index, secret: 'redacted' })),
    })
    clearInterval(other)
    expect(turns).toBeGreaterThan(0)
  })

  it.each(['1 ', '4', '4111 ', '411-', '://', 'a://:', 'eyJ-', ' eyJ-', 'gk_', '-----BEGIN '])(
    'of nothing but %s is looked at to its end',
    async (piece) => {
      const text = JSON.stringify(piece.repeat(1_000_000))
      expect(await clear(text, ['card-number', 'credential'])).toBe(text)
    },
  )

  it('with a field that it may not have is refused', async () => {
    expect(await clear('{"a":{"key":1}}', [], ['/**/key'])).toBe('refused: /**/key')
    expect(await clear('{"a":"-----BEGIN EC PRIVATE KEY-----"}', ['/a'], ['private-key'])).toBe('refused: private-key')
  })

  it('keeps what no rule is about, and nothing that one is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        const made = await clear(text, ['/**/secret', '/**/a*'])
        expect(JSON.parse(made)).toEqual(JSON.parse(text, (name, value: unknown) => (name === 'secret' || name.startsWith('a') ? 'redacted' : value)))
      }),
    )
  })
})
