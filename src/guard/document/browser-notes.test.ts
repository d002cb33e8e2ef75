import { expect, it } from 'vitest'
import { exampleText } from '../../../test/guard/example.ts'
import { notesOn } from './notes.ts'
import { readGuard } from './read.ts'

const good = exampleText({ folder: '/run/guard', https: 443, http: 80, upstream: 8080, certificate: '/tls/app.crt', key: '/tls/app.key' })

function notes(site: string, route = ''): readonly string[] {
  const text = good.replace('    body: 64k', `    body: 64k\n    ${site}`).replace('path: /slow,', `path: /slow,${route}`)
  const read = readGuard('guard.yaml', text)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  const before = readGuard('guard.yaml', good)
  const known = 'mistakes' in before ? [] : notesOn(before.document).map(({ message }) => message)
  return notesOn(read.document)
    .map(({ message }) => message)
    .filter((message) => !known.includes(message))
}

const enforced = (policy: string): string => `headers: { policy-mode: enforce, policy: "${policy}" }`

it.each<[string, string, readonly RegExp[]]>([
  ['a strict policy', enforced("default-src 'self'; base-uri 'none'"), []],
  ['hashes beside what they make of no account', enforced("script-src 'unsafe-inline' 'sha256-abc'; base-uri 'none'"), []],
  ['inline scripts', enforced("script-src 'self' 'unsafe-inline'; base-uri 'none'"), [/injected script/]],
  ['inline scripts by default', enforced("default-src 'unsafe-inline'; base-uri 'none'"), [/injected script/]],
  ['scripts of data', enforced("script-src 'self' data: https:; base-uri 'none'"), [/data:, https:/]],
  ['no word of scripts', enforced("img-src 'self'; base-uri 'none'"), [/anywhere/]],
  ['no word of the base', enforced("default-src 'self'"), [/base-uri/]],
  ['a policy that is only reported', 'headers: { policy: "script-src \'unsafe-inline\'" }', []],
  ['cookies for all scripts', 'cookies: { http-only: false }', [/cookies.readable/]],
])('says what is left open: %s', (_, site, wanted) => {
  const found = notes(site)
  expect(found).toHaveLength(wanted.length)
  for (const [at, one] of wanted.entries()) expect(found[at]).toMatch(one)
})

it('says that a cookie and a key are two credentials', () => {
  const route = ' cors: { origins: ["https://a.example"], credentials: true, headers: [X-Api-Key] },'
  expect(notes('connections-per-address: 7', route)).toEqual([expect.stringContaining('two credentials')])
})
