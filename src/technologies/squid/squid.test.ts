import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseSquidConf, parseSquidList } from '../../formats/squid-conf.ts'
import { component } from '../../testing/component.ts'
import { ports } from '../../testing/reading.ts'
import { squid } from './index.ts'
import { fitsAddress } from './networks.ts'

const reading = (text: string, files: Readonly<Record<string, string>> = {}) =>
  squid.read(component({ form: 'process', files: { '/etc/squid/squid.conf': text, ...files } }), undefined)

/** What is wrong, with its line; what everybody's file has is left out. */
function seen(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  return (reading(text, files).observations ?? [])
    .filter(({ verdict, stake }) => verdict !== 'safe' && stake !== 'hygiene')
    .map(({ key, verdict, trail }) => `${key} ${verdict} ${trail[0]?.file}:${trail[0]?.line}`)
}

const safe =
  'acl lan src 10.0.0.0/8\nhttp_access deny !P\nhttp_access deny CONNECT !S\nhttp_access deny manager\nhttp_access deny to_localhost\nhttp_access deny m\n'
const acls = 'acl P port 80 443\nacl S port 443\nacl m dst 169.254.0.0/16\nacl ok dstdomain .shop.example.com\n'

it('says nothing about a list that works', () => {
  expect(seen(`${acls}${safe}http_access allow lan ok\nhttp_access deny all\n`)).toEqual([])
  expect(seen(`${acls}${safe}http_access deny !ok\nhttp_access allow lan\nhttp_access deny all\n`)).toEqual([])
})

it('finds the rule that makes the list inert', () => {
  expect(seen(`${acls}${safe}http_access allow lan\nhttp_access allow ok lan\nhttp_access deny all\n`)).toEqual([
    'http_access order unsafe squid.conf:11',
  ])
  expect(seen(`${acls}${safe}http_access allow ok\nhttp_access deny all\n`)).toEqual(['http_access src unsafe squid.conf:11'])
})

it('knows that the opposite of the last rule holds', () => {
  const found = reading(`${acls}${safe}http_access allow ok lan\nhttp_access deny manager\n`).observations ?? []
  expect(found.find(({ key }) => key === 'http_access order')).toMatchObject({
    verdict: 'unsafe',
    message: expect.stringContaining('then squid allows'),
  })
  expect(seen(`${acls}${safe}http_access allow ok lan\n`)).toEqual([])
})

it('shows the lines that were taken out', () => {
  expect(
    seen(`${acls}acl lan src 10.0.0.0/8\n#http_access deny !P !x !Safe_ports\n# http_access deny CONNECT !SSL_ports\nhttp_access allow lan ok\n`),
  ).toEqual(['http_access Safe_ports unsafe squid.conf:6', 'http_access SSL_ports unsafe squid.conf:7'])
})

it('cannot tell what an unknown ACL says', () => {
  expect(seen(`${acls}${safe}acl x external helper\nhttp_access allow x\nhttp_access deny all\n`)).toContain('http_access src unknown squid.conf:12')
})

it('reads lists, and those beside a list that is not here', () => {
  const rule = `${acls}${safe}acl hosts dstdomain "/etc/squid/sites"\nhttp_access allow lan hosts\nhttp_access deny all\n`
  expect(seen(rule, { '/etc/squid/sites': '# here\n.bank.example\n.webhook.site # no\n' })).toEqual(['dstdomain carries-away unsafe sites:3'])
  expect(seen(rule, { '/etc/squid/whitelist.txt': '.ok.example.com\n.ngrok.io\n' })).toEqual(['dstdomain carries-away unsafe whitelist.txt:2'])
  expect(reading(rule).gaps).toHaveLength(1)
  expect(seen(`${acls}${safe}acl v dstdom_regex shop\\.example\nhttp_access allow lan v\nhttp_access deny all\n`)).toEqual([
    'regex unsafe squid.conf:11',
  ])
  expect(seen(`${acls}${safe}acl v dstdom_regex (^|\\.)shop\\.example$\nhttp_access allow lan v\nhttp_access deny all\n`)).toEqual([])
})

it('knows its doors', () => {
  const login = 'auth_param basic program /x\nacl who proxy_auth REQUIRED\nhttp_access allow who\nhttp_access deny all\n'
  expect(ports(reading(`http_port 3128\n${login}`))).toEqual(['http 3128 application none password'])
  expect(ports(reading(`https_port 10.0.0.1:3129 tls-cert=/c.pem\n${acls}${safe}http_access allow lan ok\n`))).toEqual([
    'tcp 3129 application required none',
  ])
  expect(reading('http_port 127.0.0.1:3128\n').listeners?.[0]?.bind).toBeDefined()
  expect(seen('http_port 80 accel defaultsite=shop.example\nhttp_access allow all\n')).toEqual([])
})

it('tells clients by networks, masks and ranges', () => {
  expect(fitsAddress('10.1.2.3', '10.0.0.0/255.0.0.0')).toBe(true)
  expect(fitsAddress('10.1.2.3', '10.1.2.1-10.1.2.9')).toBe(true)
  expect(fitsAddress('10.1.2.3', '10.1.2.4-10.1.2.9')).toBe(false)
  expect(fitsAddress('10.1.2.3', 'host.example')).toBeUndefined()
  expect(fitsAddress('2001:db8::1', '2001:db8::/32')).toBe(true)
})

it('never throws, whatever stands in the file', () => {
  const word = fc.constantFrom(
    'acl',
    'http_access',
    'allow',
    'deny',
    'all',
    'a',
    '!a',
    'src',
    'dstdomain',
    'all-of',
    'any-of',
    '"/x',
    'if',
    'else',
    'endif',
    'include',
    '*',
    '\\',
    '\n',
    '(a+)+$',
    'url_regex',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      expect(reading(words.join(' ')).listeners).toBeDefined()
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(reading(text).listeners).toBeDefined()
    }),
  )
})

it('reads the words that were written', () => {
  const word = fc.stringMatching(/^[a-z!/.*"][a-z0-9_/.#*"-]{0,12}$/).filter((text) => !text.endsWith('\\'))
  const line = fc.tuple(fc.stringMatching(/^[a-z_]{1,12}$/), fc.array(word, { maxLength: 5 }), fc.constantFrom(' ', '\t', ' \\\n', '   '))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const text = lines.map(([name, words, blank]) => `  ${[name, ...words].join(blank)} # end\n# no\n\n`).join('')
      expect(parseSquidConf(text).lines.map(({ name, words }) => [name, ...words])).toEqual(lines.map(([name, words]) => [name, ...words]))
    }),
  )
  expect(parseSquidList('# a\n .b.c  # d\n\ne f # g\n')).toEqual([
    { value: '.b.c', line: 2 },
    { value: 'e f', line: 4 },
  ])
})
