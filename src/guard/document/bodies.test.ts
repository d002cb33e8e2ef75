import { describe, expect, it } from 'vitest'
import { notesOn } from './notes.ts'
import type { ReadGuard } from './read.ts'
import { readGuard } from './read.ts'

function read(body: string, scanner = 'scanner: { clamd: "unix:/run/clamd" }'): ReadGuard {
  return readGuard(
    'guard.yaml',
    `guard: 1
name: example
tls: { certificate: { certificate: /c, key: /k } }
${scanner}
sites:
  localhost:
    upstream: http://127.0.0.1:8080
    routes:
      - { path: /**, right: read, on: app, body: ${body} }
`,
  )
}

function said(made: ReadGuard): readonly string[] {
  return 'mistakes' in made
    ? made.mistakes.map(({ place, message }) => `${place.line}: ${message}`)
    : notesOn(made.document).map(({ message }) => message)
}

describe('the words for bodies', () => {
  it('become a rule', () => {
    const made = read(
      '{ size: 2m, types: [image/*, application/json], schema: /s.json, scan: both, end-to-end: ["body$.a"], redact: ["/a~1b/*", card-number], answer: 1m }',
    )
    expect('document' in made && made.document.sites[0]?.routes[0]).toMatchObject({
      body: 2_097_152,
      look: {
        types: ['image/*', 'application/json'],
        schema: '/s.json',
        scan: 'both',
        endToEnd: ['body$.a'],
        redact: [
          { kind: 'pointer', steps: ['a/b', '*'] },
          { kind: 'pattern', name: 'card-number' },
        ],
        refuse: [],
        answer: 1_048_576,
      },
    })
  })

  it('that are about the size alone are no reason to look', () => {
    for (const body of ['2m', '{ size: 2m }']) {
      const made = read(body, '')
      const route = 'document' in made ? made.document.sites[0]?.routes[0] : undefined
      expect([route?.body, route?.look]).toEqual([2_097_152, undefined])
    }
  })

  it.each([
    ['{ scan: all }', '9: '],
    ['{ redact: [password] }', 'a JSON pointer'],
    ['{ redact: ["/a~b"] }', 'a JSON pointer'],
    [`{ redact: [${'/a'.repeat(31)}] }`, '30 steps'],
    ['{ types: [png] }', 'a media type'],
    ['{ schema: s.json }', 'an absolute path'],
    ['{ schema: /s.json, types: [image/png] }', 'keeps to a schema is JSON'],
    ['{ end-to-end: ["body$.a"] }', 'nothing is scanned here'],
    ['{ size: 1m, sizes: 2m }', 'has no key "sizes"'],
  ])('%s is a mistake', (body, message) => {
    expect(said(read(body)).join('\n')).toContain(message)
  })

  it('want somebody who scans, and no sockets', () => {
    expect(said(read('{ scan: both }', ''))).toEqual(['9: who scans is not said: "scanner"'])
    expect(said(read('{ types: [text/plain] }, upgrade: websocket'))).toEqual([expect.stringContaining('sent over a socket is not looked at')])
  })

  it('leave something open', () => {
    expect(said(read('{ scan: both, size: 30m, answer: 1m }'))).toEqual([
      'localhost/**: takes 31457280 bytes, of which no more than 26214400 are scanned: more is refused',
    ])
    expect(said(read('{ types: [application/octet-stream] }'))).toEqual([expect.stringContaining('says nothing of what it is')])
    expect(said(read('{ schema: /s.json, size: 2m }'))).toEqual([expect.stringContaining('in one go')])
    expect(said(read('{ redact: [/a], answer: 20m }'))).toEqual([expect.stringContaining('fields are looked for')])
    expect(said(read('{ redact: [credential] }'))).toEqual([expect.stringContaining('is better named')])
    expect(said(read('{ scan: uploads }', 'scanner: { clamd: "scanner:3310" }'))).toEqual([expect.stringContaining('in plaintext')])
    for (const clamd of ['127.0.0.1:3310', '[::1]:3310', 'unix:/run/x'])
      expect(said(read('{ scan: uploads }', `scanner: { clamd: "${clamd}" }`))).toEqual([])
  })
})
