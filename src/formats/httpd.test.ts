import fc from 'fast-check'
import { expect, it } from 'vitest'
import { httpdWords, parseHttpd } from './httpd.ts'

it('reads directives, sections and lines that go on', () => {
  const text = '# c\nListen 80\n<VirtualHost *:80>\n  ProxyPass / \\\n   "http://a b/"\n</VirtualHost>\n'
  expect(parseHttpd(text).map(({ kind, name, args, line, endLine }) => [kind, name, args, line, endLine])).toEqual([
    ['directive', 'Listen', ['80'], 2, 2],
    ['open', 'VirtualHost', ['*:80'], 3, 3],
    ['directive', 'ProxyPass', ['/', 'http://a b/'], 4, 5],
    ['close', 'VirtualHost', [], 6, 6],
  ])
})

it.each([
  [String.raw`a "b c" 'd "e'`, ['a', 'b c', 'd "e']],
  [String.raw`"x@\"y" "a\\b" "\d"`, ['x@"y', String.raw`a\b`, String.raw`\d`]],
  ['"not closed', ['not closed']],
])('takes words apart: %s', (text, words) => expect(httpdWords(text)).toEqual(words))

it('reads back the words that were written, and never throws', () => {
  const word = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const written = words.map((each) => `"${each.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(' ')
      expect(httpdWords(written)).toEqual(words)
    }),
  )
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseHttpd(text).every(({ line, endLine }) => line <= endLine)))
})
