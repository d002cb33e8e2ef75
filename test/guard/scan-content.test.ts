import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { jsonSink } from '../../src/guard/scan/json.ts'
import { boundaryOf } from '../../src/guard/scan/multipart.ts'
import type { Asked } from './scan-bodies.ts'
import { alone, finds, report, scanner, stopped } from './scan-bodies.ts'
import { pieces } from './scan-stand-in.ts'

afterEach(stopped)

async function told(content: string | Uint8Array, asked: Asked = {}): Promise<string> {
  const { verdict, findings, admitted } = await report(await scanner({ answer: finds }), content, asked)
  const what = verdict.kind === 'infected' ? verdict.name : verdict.kind === 'not-scanned' ? verdict.reason : 'clean'
  expect(admitted).toBe(verdict.kind === 'clean')
  return `${findings[0]?.where ?? ''} ${what}`.trim()
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const json = 'application/json'

function multipart(...parts: readonly (readonly [string, string])[]): string {
  return `${parts.map(([head, content]) => `--XX\r\n${head}\r\n\r\n${content}\r\n`).join('')}--XX--\r\n`
}
const form = 'multipart/form-data; boundary=XX'
const field = (name: string, more = ''): string => `Content-Disposition: form-data; name="${name}"${more}`

const urlencoded = 'application/x-www-form-urlencoded'
const inEscapes = (text: string): string => text.replaceAll(/[^]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

describe('a content', () => {
  const cases: readonly (readonly [string, string | Uint8Array, Asked, string])[] = [
    ['clean', 'nothing', {}, 'clean'],
    ['without bytes', '', {}, 'clean'],
    ['as it is', 'an EVIL file', {}, 'body Test.Evil'],
    ['in base64', base64('an EVIL file of some length'), { type: 'text/plain' }, 'body~base64 Test.Evil'],
    [
      'in base64 of another alphabet and lines',
      base64('???EVIL>>>????>>>>??????')
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll(/(.{8})/g, '$1\r\n'),
      { type: 'text/plain' },
      'body~base64 Test.Evil',
    ],
    [
      'in base64 with noise, as lax readers take it',
      base64('an EVIL file of some length').replaceAll(/(.{3})/g, '$1*'),
      { type: 'text/plain' },
      'body~base64 Test.Evil',
    ],
    ['in a data URL', `data:text/x;base64,${base64('an EVIL file of some length')}`, { type: 'text/plain' }, 'body~base64 Test.Evil'],
    ['in base64 of base64', base64(base64('an EVIL file of some length')), { type: 'text/plain' }, 'body~base64~base64 Test.Evil'],
    ['in a field of a form', multipart([field('a'), 'x'], [field('file', '; filename="x"'), alone]), { type: form }, 'body/file[0] Test.Alone'],
    ['in the second of a name', multipart([field('a'), 'x'], [field('a'), alone]), { type: form }, 'body/a[1] Test.Alone'],
    ['in base64 of a part', multipart([`${field('a')}\r\nContent-Transfer-Encoding: base64`, base64(alone)]), { type: form }, 'body/a[0] Test.Alone'],
    [
      'in JSON of a part',
      multipart([`${field('a')}\r\nContent-Type: application/json`, JSON.stringify([alone])]),
      { type: form },
      'body/a[0]$[0] Test.Alone',
    ],
    [
      'in a form of a form',
      multipart([`${field('a')}\r\nContent-Type: multipart/mixed; boundary=YY`, `--YY\r\n\r\n${alone}\r\n--YY--`]),
      { type: form },
      'body/a[0]/[0] Test.Alone',
    ],
    ['in a string of JSON', JSON.stringify({ items: [1, { content: alone }] }), { type: json }, 'body$.items[1].content Test.Alone'],
    ['in a string of JSON, all in escapes', `["${inEscapes(alone)}"]`, { type: json }, 'body$[0] Test.Alone'],
    [
      'in base64 of a string of JSON',
      JSON.stringify({ file: base64(alone) }),
      { type: 'application/problem+json; charset=utf-8' },
      'body$.file~base64 Test.Alone',
    ],
    ['in the first of two members of a name', `{"a":"${alone}","a":"x"}`, { type: json }, 'body$.a Test.Alone'],
    ['in the name of a member', JSON.stringify({ [alone]: 1 }), { type: json }, 'body$.~name Test.Alone'],
    ['in JSON of base64 of JSON', JSON.stringify({ a: base64(JSON.stringify({ b: alone })) }), { type: json }, 'body$.a~base64$.b Test.Alone'],
    ['in JSON that says it is text', JSON.stringify({ b: alone }), { type: 'text/plain' }, 'body$.b Test.Alone'],
    ['in a value of a form', `a=1&text=${encodeURIComponent(alone)}`, { type: urlencoded }, 'body/text[0] Test.Alone'],
    [
      'in a value of a form, all in escapes',
      `a=1&text=${[...Buffer.from(alone)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
      { type: urlencoded },
      'body/text[0] Test.Alone',
    ],
    ['in the second value of a name', `a=x&a=${alone.replaceAll(' ', '+')}`, { type: urlencoded }, 'body/a[1] Test.Alone'],
    ['in a form without a name', alone.replaceAll(' ', '+'), { type: urlencoded }, 'body/[0] Test.Alone'],
    [
      'in base64 of a value of a form',
      `f=${encodeURIComponent(base64(alone))}&b=1`,
      { type: `${urlencoded}; charset=utf-8` },
      'body/f[0]~base64 Test.Alone',
    ],
    ['in JSON of a value of a form', `f=${encodeURIComponent(JSON.stringify([alone]))}`, { type: urlencoded }, 'body/f[0]$[0] Test.Alone'],
    ['packed', gzipSync(JSON.stringify([alone])), { type: json, encoding: 'gzip' }, 'body$[0] Test.Alone'],
    ['packed twice', brotliCompressSync(deflateSync(JSON.stringify([alone]))), { type: json, encoding: 'deflate, BR' }, 'body$[0] Test.Alone'],
  ]
  it.each(cases)('%s', async (_, content, asked, expected) => {
    expect(await told(content, asked)).toBe(expected)
    expect(await told(content, { ...asked, length: 100_000 })).toBe(expected)
    expect(await told(content, { ...asked, length: 1 })).toBe(expected)
  })

  const refused: readonly (readonly [string, string | Uint8Array, Asked, string])[] = [
    ['more than our limit', 'x'.repeat(101), { limits: { bytes: 100 } }, 'body too-large'],
    ['more than our limit with what it holds', base64('x'.repeat(80)), { type: 'text/plain', limits: { total: 150 } }, 'body~base64 too-large'],
    ['a bomb', gzipSync(Buffer.alloc(10_000_000)), { encoding: 'gzip', limits: { bytes: 1_000_000 }, length: 65_536 }, 'body too-large'],
    ['an encoding that is not known', 'x', { encoding: 'zstd' }, 'body encoding'],
    ['an encoding that it is not', 'x', { encoding: 'gzip' }, 'body malformed'],
    [
      'too many contents in one another',
      base64(base64(base64(base64(base64(alone))))),
      { type: 'text/plain' },
      'body~base64~base64~base64~base64 too-deep',
    ],
    ['too many encodings', 'x', { encoding: 'gzip, gzip, gzip, gzip, gzip' }, 'body too-deep'],
    ['too many strings', JSON.stringify(Array.from({ length: 300 }, () => 'some string of more than least')), { type: json }, 'body$[249] too-many'],
    ['an encoding of a part', multipart([`${field('a')}\r\nContent-Transfer-Encoding: quoted-printable`, 'x']), { type: form }, 'body/a[0] encoding'],
    ['JSON that ends early', '{"a":"b', { type: json }, 'body malformed'],
    ['JSON with comments', '{/* " */"a":1}', { type: json }, 'body malformed'],
    ['JSON with single quotes', "{'a':1}", { type: json }, 'body malformed'],
    ['JSON in UTF-16', Buffer.from('{"a":1}', 'utf16le'), { type: json }, 'body malformed'],
    ['JSON with a line in a string', '["a\nb"]', { type: json }, 'body malformed'],
    ['JSON with half of a character', '["\\ud800"]', { type: json }, 'body malformed'],
    ['JSON with an escape that is not', '["\\x41"]', { type: json }, 'body malformed'],
    ['JSON of many levels', '['.repeat(200), { type: json }, 'body too-deep'],
    ['brackets that do not match', '[}', { type: json }, 'body malformed'],
    ['a form with a percent sign that is no escape', 'a=%zz', { type: urlencoded }, 'body malformed'],
    ['a form that ends in an escape', 'a=%4', { type: urlencoded }, 'body malformed'],
    ['a form whose name ends in an escape', 'a%4=1', { type: urlencoded }, 'body malformed'],
    ['a form with a long name', `${'a'.repeat(2000)}=1`, { type: urlencoded }, 'body malformed'],
    ['a form without boundary', 'x', { type: 'multipart/form-data' }, 'body malformed'],
    ['a form with two boundaries', multipart([field('a'), 'x']), { type: 'multipart/form-data; boundary=XX; boundary=YY' }, 'body malformed'],
    ['a form with text in front', `text\r\n${multipart([field('a'), 'x'])}`, { type: form }, 'body malformed'],
    ['a form with text behind', `${multipart([field('a'), 'x'])}text`, { type: form }, 'body malformed'],
    ['a form with a bare line feed before a boundary', multipart([field('a'), 'x\n--XX\r\n\r\ny']), { type: form }, 'body malformed'],
    ['a form with bare line feeds', multipart([field('a'), 'x\n--XX\n\nEVI']), { type: form }, 'body malformed'],
    ['a form with what looks like its boundary', multipart([field('a'), 'x\r\n--XXX\r\n\r\ny']), { type: form }, 'body malformed'],
    ['a form that ends early', multipart([field('a'), 'x']).slice(0, -6), { type: form }, 'body malformed'],
    ['a head with a field twice', multipart([`${field('a')}\r\n${field('b')}`, 'x']), { type: form }, 'body malformed'],
    ['a head with a folded line', multipart([`${field('a')};\r\n filename=x`, 'x']), { type: form }, 'body malformed'],
  ]
  it.each(refused)('is not scanned: %s', async (_, content, asked, expected) => {
    expect(await told(content, asked)).toBe(expected)
    expect(await told(content, { length: 65_536, ...asked })).toBe(expected)
  })

  it.each([true, false])('that is encrypted end to end by rule is told to be so; it passes where the rule says %s', async (admit) => {
    const endToEnd = [{ where: 'body$.messages[*].cipher', admit }]
    const one = await scanner({ answer: finds })
    const content = JSON.stringify({ messages: [{ cipher: 'x'.repeat(50) }, { cipher: 'y'.repeat(60) }] })
    const { verdict, admitted, findings } = await report(one, content, { type: json, endToEnd })
    expect([verdict.kind, admitted]).toEqual(['not-scanned', admit])
    expect(findings.map(({ where, bytes }) => [where, bytes])).toEqual([
      ['body$.messages[0].cipher', 50],
      ['body$.messages[1].cipher', 60],
    ])
    // no other field is excused by it, and no other finding
    const other = await report(one, JSON.stringify({ messages: [{ cipher: 'x', other: alone }] }), { type: json, endToEnd })
    expect([other.verdict.kind, other.admitted]).toEqual(['infected', false])
  })
})

describe('strings of JSON', () => {
  it('are all found, whatever is written and however it is cut', async () => {
    const strings = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value]
        : typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([name, inner]) => [...(Array.isArray(value) ? [] : [name]), ...strings(inner)])
          : []
    const escaped = (text: string): string =>
      text.replaceAll(/[^\x20-\x7e]/gu, (each) =>
        [...Array(each.length).keys()].map((at) => `\\u${each.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
      )
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (value, length, hard) => {
          const found: string[] = []
          const sink = jsonSink('body', () => {
            const parts: Buffer[] = []
            return { write: async (bytes) => void parts.push(Buffer.from(bytes)), end: async () => void found.push(Buffer.concat(parts).toString()) }
          })
          const text = JSON.stringify(value)
          for await (const bytes of pieces(Buffer.from(hard ? escaped(text) : text), length)) await sink.write(bytes as Buffer)
          await sink.end()
          expect(found).toEqual(strings(JSON.parse(text)))
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('a boundary', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=x; boundary="a b"', 'a b'],
    ['multipart/form-data; boundary=', undefined],
    ['multipart/form-data; boundary="a\\"b"', undefined],
    ["multipart/form-data; boundary*=utf-8''abc", undefined],
    ['multipart/form-data; boundary*0=a; boundary*1=b', undefined],
    ['multipart/form-data; boundary=a; Boundary=b', undefined],
    [`multipart/form-data; boundary=${'a'.repeat(71)}`, undefined],
    ['multipart/form-data; boundary=a\u00e9', undefined],
  ])('of %s', (type, expected) => {
    expect(boundaryOf(type)).toBe(expected)
  })
})
