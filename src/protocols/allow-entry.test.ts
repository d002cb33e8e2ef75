import fc from 'fast-check'
import { expect, it } from 'vitest'
import { judgeAllowEntry } from './allow-entry.ts'

it.each([
  ['.google.com:81', 'malformed'],
  ['https://api.example.com', 'malformed'],
  ['api.example.com/v1', 'malformed'],
  ['two.example.com three.example.com', 'malformed'],
  ['api.*.example.com', 'malformed'],
  ['.barclaycard', 'top-level'],
  ['.co.uk', 'top-level'],
  ['*.com', 'top-level'],
  ['.amazonaws.com', 'shared'],
  ['.githubusercontent.com', 'shared'],
  ['raw.githubusercontent.com', 'shared'],
  ['*.s3.eu-west-1.amazonaws.com', 'shared'],
  ['.google.com', 'many-services'],
  ['.slack.com', 'many-services'],
  ['.webhook.site', 'carries-away'],
  ['eo1.m.pipedream.net', 'carries-away'],
  ['x.oastify.com', 'carries-away'],
  ['a.ngrok-free.app', 'carries-away'],
  ['PASTEBIN.com.', 'carries-away'],
  ['*', 'everything'],
  ['0.0.0.0/0', 'everything'],
])('finds fault with %s', (entry, kind) => {
  expect(judgeAllowEntry(entry)?.kind).toBe(kind)
})

it.each([
  '.api.stripe.com',
  'www.google.com',
  'api.github.com',
  'hooks.slack.com',
  '.svc',
  'vault',
  '10.0.0.0/8',
  '192.0.2.1',
  '[2001:db8::1]',
  '.example.co.uk',
  'b\u00fccher.example.de',
  'mybucket.s3.eu-west-1.amazonaws.com',
])('has nothing against %s', (entry) => {
  expect(judgeAllowEntry(entry)).toBeUndefined()
})

it('never throws', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
      expect(() => judgeAllowEntry(text)).not.toThrow()
    }),
  )
})
