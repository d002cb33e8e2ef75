import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { ends, ports } from '../../testing/reading.ts'
import { haproxy } from './index.ts'
import { haproxyWords } from '../../formats/haproxy-words.ts'

function reading(text: string): Reading {
  return haproxy.read(component({ form: 'process', files: { '/etc/haproxy/haproxy.cfg': text } }), undefined)
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations
    .filter(({ verdict }) => verdict === 'unsafe')
    .map(({ key, trail }) => `${key} ${trail[0]?.line}`)
    .toSorted()
}

const clean = 'defaults\n  mode http\n  timeout client 1s\n'

describe('what a section takes over', () => {
  it('is from the defaults before it, or from those that it names', () => {
    const found = reading(
      [
        'defaults base',
        '  mode http',
        '  default-server ssl verify required ca-file /ca.pem',
        'defaults other from base',
        '  default-server verify none',
        'defaults last',
        '  mode tcp',
        'backend a from base',
        '  server s a:1',
        'backend b from other',
        '  server s b:1',
        '  server t t:1 no-ssl',
        'backend c',
        '  server s c:1',
      ].join('\n'),
    )
    expect(ends(found)).toEqual(['http a:1 required chain 9', 'http b:1 required none 11', 'http t:1 none none 12', 'tcp c:1 none none 14'])
  })

  it('hangs on conditions and on variables that the file sets', () => {
    const text =
      'global\n  setenv PORT 81\n  ca-base /etc/ca\n.if defined(NOTHING)\nlisten x\n  bind :80\n.elif version_atleast(2.4)\nlisten y\n  bind ":${PORT}"\n  server a "${HOST-b}":82 ssl verify required ca-file ca.pem\n.else\nlisten z\n  bind :83\n.endif\n.if 1\n'
    const found = reading(text)
    expect(found.listeners?.map(({ port }) => port)).toEqual([81])
    expect(ends(found)).toEqual(['tcp b:82 required chain 10'])
    expect(found.connections?.[0]?.authority?.value).toBe('/etc/ca/ca.pem')
    expect(found.gaps?.map(({ place }) => place?.line)).toEqual([15])
  })

  it('holds users and their passwords', () => {
    const { accounts = [] } = reading('userlist u\n  user ann insecure-password Plum-77-x\n  user bob password $6$a$b\nlisten a\n  bind :80\n')
    expect(accounts.map(({ user, password }) => [user?.value, password?.value])).toEqual([
      ['ann', 'Plum-77-x'],
      ['bob', undefined],
    ])
  })
})

describe('TLS', () => {
  const frontend = (bind: string, more = ''): readonly string[] =>
    unsafe(
      reading(
        `${clean}frontend f\n  bind :443 ssl crt /a.pem ${bind}\n  http-response set-header Strict-Transport-Security "max-age=63072000"\n${more}`,
      ),
    )

  it('is judged by the words of the line and those of the global section', () => {
    expect(frontend('')).toEqual([])
    expect(frontend('ssl-min-ver TLSv1.0')).toEqual(['ssl-min-ver 5'])
    expect(frontend('force-tlsv11')).toEqual(['ssl-min-ver 5'])
    expect(frontend('ciphers ALL:RC4-SHA verify optional ca-file /ca.pem')).toEqual(['ciphers 5', 'verify 5'])
    const all = reading(
      `global\n  ssl-default-bind-options ssl-min-ver TLSv1.0\n${clean}frontend f\n  bind :443 ssl crt /a.pem\n  http-response set-header X y\n`,
    )
    expect(unsafe(all)).toEqual(['Strict-Transport-Security 7', 'ssl-min-ver 2'])
  })
})

describe('who the client and the user are', () => {
  const proxied = (more: string): readonly string[] =>
    unsafe(reading(`${clean}listen f\n  bind :80\n  server a a:81\n${more}`)).filter((line) => !line.startsWith('timeout'))

  it('is not left to the client', () => {
    expect(proxied('')).toEqual(['option forwardfor 4'])
    expect(proxied('  option forwardfor')).toEqual(['option forwardfor 7'])
    expect(proxied('  http-request del-header X-Forwarded-For\n  option forwardfor')).toEqual([])
    const xff = '  http-request set-header X-Forwarded-For %[src]\n'
    expect(proxied(`${xff}  http-request set-header X-Remote-User %[http_auth_user] if { http_auth(u) }`)).toEqual(['X-Remote-User 8'])
    expect(proxied(`${xff}  http-request del-header X-Remote-User\n  http-request set-header X-Remote-User x if A`)).toEqual([])
    expect(proxied(`${xff}  http-request set-header Coopr-UserID %[req.hdr(x-user)]`)).toEqual(['Coopr-UserID 8'])
  })
})

describe('a line', () => {
  const cut = (text: string): readonly string[] => haproxyWords(text, (name) => (name === 'A' ? 'a b' : undefined)).words

  it.each<[string, readonly string[]]>([
    ['a b # c', ['a', 'b']],
    ['a#b', ['a']],
    ['a\\#b "c # d"', ['a#b', 'c # d']],
    ['\'$A\' "$A" "${B-c}"', ['$A', 'a b', 'c']],
    ['{ hdr(x) -m end "\\"" }', ['{', 'hdr(x)', '-m', 'end', '"', '}']],
    ['"" a', ['', 'a']],
  ])('is cut into words: %s', (text, wanted) => {
    expect(cut(text)).toEqual(wanted)
  })

  it('gives back quoted words, and never throws', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme-ascii', maxLength: 10 }).filter((word) => !word.includes("'")),
          { maxLength: 6 },
        ),
        (words) => {
          expect(cut(words.map((word) => `'${word}'`).join(' '))).toEqual(words)
        },
      ),
    )
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(reading(text).gaps).toBeDefined()
      }),
    )
  })
})

it('hands on what the section serves', () => {
  expect(ports(reading('defaults\n  mode http\n  stats enable\n  timeout client 1s\nlisten s\n  bind :8404\n'))).toEqual([
    'http 8404 admin none none',
  ])
})
