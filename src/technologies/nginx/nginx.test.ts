import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import { setting } from '../../model/setting.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { nginx } from './index.ts'

const main = '/etc/nginx/nginx.conf'

function example(kind: string): string {
  return readFileSync(join(import.meta.dirname, 'examples', kind, 'nginx.conf'), 'utf8')
}

function reading(sketch: ComponentSketch): Reading {
  const input = component({ image: 'nginx:1.28', ...sketch })
  return nginx.read(input, nginx.recognise(input)?.version)
}

function conf(text: string, sketch: ComponentSketch = {}): Reading {
  return reading({ files: { '/etc/nginx/conf.d/default.conf': text }, ...sketch })
}

/** Lines of nginx's own files: the line that mounts them is left out. */
function linesOf(trail: readonly Place[]): string {
  return trail
    .filter(({ file }) => file !== 'compose.yml')
    .map(({ line }) => line)
    .join(',')
}

/** `key verdict lines` of every observation, sorted. */
function remarks({ observations = [] }: Reading): readonly string[] {
  return observations.map(({ key, verdict, trail }) => `${key} ${verdict} ${linesOf(trail)}`).toSorted()
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, tls, authentication, redirects }) => {
    const [encryption, login] = [view(tls), view(authentication)]
    return `${port} ${encryption.known ? encryption.value : '?'} ${login.known ? login.value : '?'}${redirects === true ? ' redirects' : ''}`
  })
}

function connections({ connections: all = [] }: Reading): readonly string[] {
  return all.map(({ protocol, host, port, encryption, verification, trail }) => {
    const [asked, checked] = [view(encryption), view(verification)]
    return `${protocol} ${host}:${port ?? '-'} ${asked.known ? asked.value : '?'} ${checked.known ? checked.value : '?'} ${linesOf(trail)}`
  })
}

describe('the examples', () => {
  it('reads the weak one', () => {
    const weak = reading({ image: 'nginx:1.24', files: { [main]: example('weak') } })
    expect(weak.gaps).toEqual([])
    expect(ports(weak)).toEqual(['80 none delegated', '443 required delegated'])
    expect(connections(weak)).toEqual(['http app:8080 none none 11', 'http app:8443 required none 22,5,39'])
    expect(remarks(weak)).toEqual([
      'Strict-Transport-Security unsafe 14',
      'X-Content-Type-Options unsafe 29',
      'X-Frame-Options unsafe 29',
      'X-Remote-User unsafe 22',
      'add_header unsafe 32',
      'alias unsafe 30',
      'autoindex unsafe 31',
      'client_max_body_size unsafe 20',
      'limit_req unsafe 7,14',
      'location unsafe 41',
      'proxy_set_header Connection unsafe 27',
      'proxy_set_header Host unsafe 24',
      'proxy_set_header X-Forwarded-For safe 37',
      'proxy_set_header X-Forwarded-For unsafe 10',
      'proxy_set_header X-Forwarded-For unsafe 25',
      'proxy_set_header X-Forwarded-Proto safe 38',
      'proxy_set_header X-Forwarded-Proto unsafe 21',
      'server_tokens unsafe 2',
      'ssl_protocols unsafe 19',
    ])
  })

  it('finds nothing unsafe in the hardened one', () => {
    const hardened = reading({ image: 'nginxinc/nginx-unprivileged:1.28.0', files: { [main]: example('hardened') } })
    expect(hardened.gaps).toEqual([])
    expect(ports(hardened)).toEqual(['8443 required delegated', '8080 none none redirects'])
    expect(connections(hardened)).toEqual(['http shop.internal.example.com:8443 required name 35'])
    expect(remarks(hardened).filter((line) => !line.includes(' safe '))).toEqual([])
  })
})

describe('what is in force', () => {
  it('is a plain static page when nothing is mounted', () => {
    expect(ports(reading({}))).toEqual(['80 none none'])
    expect(ports(reading({ image: 'nginxinc/nginx-unprivileged:1.28' }))).toEqual(['8080 none none'])
  })

  it('is not known for an image that somebody else made', () => {
    const own = nginx.read(component({ image: 'shop/nginx:1' }), undefined)
    expect(own.listeners).toBeUndefined()
    expect(own.gaps).toHaveLength(1)
  })

  it('keeps the server of the image beside files with other names', () => {
    const both = reading({ files: { '/etc/nginx/conf.d/shop.conf': 'server { listen 81; }' } })
    expect(ports(both)).toEqual(['81 none none', '80 none none'])
    const mount = {
      kind: 'bind' as const,
      target: { value: '/etc/nginx/conf.d', trail: [], unresolved: [] },
      readOnly: true,
      options: [],
      at: { file: 'compose.yml', line: 8 },
    }
    expect(ports(reading({ files: { '/etc/nginx/conf.d/shop.conf': 'server { listen 81; }' }, mounts: [mount] }))).toEqual(['81 none none'])
  })

  it('follows includes and gives gaps for those that are not there', () => {
    const text = 'http {\n  include mime.types;\n  include /etc/nginx/sites/*.conf;\n  include extra.conf;\n}'
    const found = reading({
      files: { [main]: text, '/etc/nginx/sites/b.conf': 'server { listen 82; }', '/etc/nginx/sites/a.conf': '\nserver {\n  listen 81;\n}' },
    })
    expect(found.listeners?.map(({ port, trail }) => [port, trail?.[0]])).toEqual([
      [81, { file: 'a.conf', line: 3 }],
      [82, { file: 'b.conf', line: 1 }],
    ])
    expect(found.gaps).toEqual([{ why: '/etc/nginx/extra.conf is not mounted: what it says is not known', place: { file: 'nginx.conf', line: 4 } }])
  })

  it('ends includes of itself', () => {
    const loop = reading({ files: { [main]: 'http { include nginx.conf; include nginx.conf; }' } })
    expect(loop.gaps?.some(({ why }) => why.includes('too many includes'))).toBe(true)
  })

  it('renders templates with the variables that are set', () => {
    const text = 'server {\n  listen ${PORT};\n  location / { proxy_pass http://${APP}:9000; proxy_set_header Host $host; }\n}'
    const files = { '/etc/nginx/templates/default.conf.template': text }
    const found = reading({ files, env: { PORT: '8088', APP: 'shop' } })
    expect(ports(found)).toEqual(['8088 none delegated'])
    expect(connections(found)).toEqual(['http shop:9000 none none 3'])
    const open = reading({ files, env: { APP: 'shop' } })
    expect(ports(open)).toEqual([])
    expect(open.gaps?.map(({ why }) => why)).toEqual(['listen ${PORT} has no value here'])
  })

  it('puts in what set gives', () => {
    expect(connections(conf('server {\n location / {\n  set $up http://api:5000;\n  proxy_pass $up;\n }\n}'))).toEqual(['http api:5000 none none 4'])
    const dynamic = conf('server {\n location / {\n  proxy_pass http://$arg_to;\n }\n}')
    expect(connections(dynamic)).toEqual([])
    expect(dynamic.gaps).toHaveLength(1)
  })
})

describe('listeners', () => {
  it('ask for what their locations ask for', () => {
    expect(ports(conf('server { listen 80; auth_basic "x"; location / { proxy_pass http://a; } }'))).toEqual(['80 none password'])
    expect(
      ports(conf('server { listen 80; location / { auth_request /check; proxy_pass http://a; } location /open { proxy_pass http://a; } }')),
    ).toEqual(['80 none delegated'])
    expect(ports(conf('server { listen 443 ssl; ssl_verify_client on; location / { proxy_pass http://a; } }'))).toEqual(['443 required certificate'])
  })

  it('may be reached from inside alone', () => {
    const [listener] = conf('server { listen 127.0.0.1:8080; }').listeners ?? []
    expect(listener?.bind?.claims[0]?.value).toBe('loopback')
  })

  it('gives users of a password file', () => {
    const files = {
      '/etc/nginx/conf.d/default.conf': 'server { auth_basic x; auth_basic_user_file /etc/nginx/users; }',
      '/etc/nginx/users': '# people\nann:{PLAIN}orange-7\nbob:$apr1$x$y\n',
    }
    const accounts = reading({ files }).accounts ?? []
    expect(accounts.map(({ user, password }) => [user?.value, password?.value, user?.trail[0]?.line])).toEqual([
      ['ann', 'orange-7', 2],
      ['bob', undefined, 3],
    ])
  })
})

describe('defaults', () => {
  it('offers old versions of TLS before 1.27.3', () => {
    const text = 'server { listen 443 ssl; }'
    const verdict = (image: string): unknown => conf(text, { image }).observations?.find(({ key }) => key === 'ssl_protocols')?.verdict
    expect([verdict('nginx:1.26.2'), verdict('nginx:1.27.3'), verdict('nginx')]).toEqual(['unsafe', 'safe', 'safe'])
  })
})

it('never throws', () => {
  const word = fc.constantFrom(
    'server',
    'location',
    'http',
    '{',
    '}',
    ';',
    'listen',
    '443',
    'ssl',
    'include',
    '*.conf',
    'proxy_pass',
    'http://a',
    '$x',
    'set',
    '"',
    'add_header',
    '/',
    'upstream',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      expect(conf(words.join(' ')).gaps).toBeDefined()
    }),
    { numRuns: 200 },
  )
})

it('does not take the writer of its certificates for nginx', () => {
  const at = { file: 'compose.yml', line: 9 }
  const mounts = [{ kind: 'volume' as const, target: setting('/etc/nginx/certs', at), readOnly: false, options: [], at }]
  expect(nginx.recognise(component({ image: 'nginxproxy/acme-companion:2.5', mounts }))).toBeUndefined()
  expect(nginx.recognise(component({ image: 'example/front:1', mounts }))).toMatchObject({ certainty: 1 })
})
