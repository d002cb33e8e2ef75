import { describe, expect, it } from 'vitest'
import type { WrittenChange } from '../../../model/change.ts'
import { openFiles } from '../../files.ts'
import { component, folderOf } from '../fixture.ts'
import { readCompose } from '../index.ts'
import { changed } from './fixture.ts'
import { loopbackEntry } from './publication.ts'

const base = `# ours
services:
  api:
    image: api:1   # pinned by hand
    environment:
      MODE: debug
    ports: ["8080:80", "5432:5432"]
`

describe('a variable', () => {
  it('is changed where it is written, and nothing else is', () => {
    const { drafts } = changed({ 'compose.yaml': base }, 'api', { kind: 'variable', name: 'MODE', value: 'production' })
    expect(drafts).toEqual({ 'compose.yaml': base.replace('MODE: debug', 'MODE: production') })
  })

  it('is changed in a list', () => {
    const text = 'services:\n  api:\n    image: api:1\n    environment:\n      - OTHER=1\n      - MODE=debug # why\n'
    const { drafts } = changed({ 'compose.yaml': text }, 'api', { kind: 'variable', name: 'MODE', value: 'production' })
    expect(drafts['compose.yaml']).toBe(text.replace('MODE=debug', 'MODE=production'))
  })

  it('is changed in the env file that gives it', () => {
    const files = { 'compose.yaml': 'services:\n  api:\n    image: api:1\n    env_file: api.env\n', 'api.env': '# kept\nMODE=debug\n' }
    const { drafts } = changed(files, 'api', { kind: 'variable', name: 'MODE', value: 'production' })
    expect(drafts).toEqual({ 'api.env': '# kept\nMODE=production\n' })
  })

  it('is changed in the override that sets it', () => {
    const files = { 'compose.yaml': base, 'compose.override.yaml': 'services:\n  api:\n    environment:\n      MODE: trace\n' }
    const { drafts } = changed(files, 'api', { kind: 'variable', name: 'MODE', value: 'production' })
    expect(Object.keys(drafts)).toEqual(['compose.override.yaml'])
  })

  it('that is new stands beside the others', () => {
    const { component: after } = changed({ 'compose.yaml': base }, 'api', { kind: 'variable', name: 'NEW', value: 'a$b' })
    expect(after.env.get('NEW')?.value).toBe('a$b')
    expect(after.env.get('MODE')?.value).toBe('debug')
  })

  it('with a secret refers to .env, which only its owner reads', () => {
    const secret = { name: 'api-db', value: 'f00dcafe' }
    const {
      drafts,
      mode,
      component: after,
    } = changed({ 'compose.yaml': base }, 'api', {
      kind: 'variable',
      name: 'URL',
      value: ['postgres://api:', secret, '@db/api'],
    })
    expect(drafts['compose.yaml']).toContain('${API_DB}')
    expect(drafts['compose.yaml']).not.toContain(secret.value)
    expect(drafts['.env']).toBe('API_DB=f00dcafe\n')
    expect(mode).toBe(0o600)
    expect(after.env.get('URL')?.value).toBe('postgres://api:f00dcafe@db/api')
  })

  it('does not take the name of another value in .env', () => {
    const secret = { name: 'api-db', value: 'f00dcafe' }
    const { drafts } = changed({ 'compose.yaml': base, '.env': 'API_DB=other\n' }, 'api', { kind: 'variable', name: 'URL', value: [secret] })
    expect(drafts['.env']).toBe('API_DB=other\nAPI_DB_2=f00dcafe\n')
  })

  it('goes', () => {
    const { component: after } = changed({ 'compose.yaml': base }, 'api', { kind: 'variable', name: 'MODE', value: undefined })
    expect(after.env.has('MODE')).toBe(false)
  })

  it('behind an alias is not changed for others', () => {
    const text =
      'x-env: &env\n  MODE: debug\nservices:\n  api:\n    image: api:1\n    environment: *env\n  other:\n    image: api:1\n    environment: *env\n'
    const { drafts } = changed({ 'compose.yaml': text }, 'api', { kind: 'variable', name: 'MODE', value: 'production' })
    expect(drafts['compose.yaml'] ?? text).toContain('x-env: &env\n  MODE: debug\n')
  })
})

describe('a publication', () => {
  it('gets loopback in front, and the others stay', () => {
    const { drafts } = changed({ 'compose.yaml': base }, 'api', { kind: 'publication', port: 5432, to: 'loopback' })
    expect(drafts['compose.yaml']).toBe(base.replace('"5432:5432"', '"127.0.0.1:5432:5432"'))
  })

  it('in the long form gets host_ip', () => {
    const text = 'services:\n  db:\n    image: postgres:16\n    ports:\n      - target: 5432\n        published: "15432"\n'
    const { component: after } = changed({ 'compose.yaml': text }, 'db', { kind: 'publication', port: 5432, to: 'loopback' })
    expect(after.ports.map(({ host }) => host?.value)).toEqual(['127.0.0.1'])
  })

  it('in the long form of a file with a version becomes a short one, which every Compose knows with an address', () => {
    const text = (ports: string): string => `version: "3.8"\nservices:\n  db:\n    image: postgres:16\n    ports:\n${ports}    restart: always\n`
    const long = '      - target: 5432\n        published: 15432\n        protocol: tcp\n'
    const { drafts, component: after } = changed({ 'compose.yaml': text(long) }, 'db', { kind: 'publication', port: 5432, to: 'loopback' })
    expect(drafts['compose.yaml']).toMatch(/ {6}- "?127\.0\.0\.1:15432:5432\/tcp"?\n {4}restart: always\n$/)
    expect(after.ports.map(({ host }) => host?.value)).toEqual(['127.0.0.1'])
  })

  it('goes, and with the last one the list', () => {
    const text = 'services:\n  db:\n    image: postgres:16\n    ports:\n      - 5432:5432\n    restart: always\n'
    const { drafts } = changed({ 'compose.yaml': text }, 'db', { kind: 'publication', port: 5432, to: 'nobody' })
    expect(drafts['compose.yaml']).toBe('services:\n  db:\n    image: postgres:16\n    restart: always\n')
  })

  it.each([
    ['5432', '127.0.0.1::5432'],
    ['15432:5432', '127.0.0.1:15432:5432'],
    ['0.0.0.0:15432:5432/tcp', '127.0.0.1:15432:5432/tcp'],
    ['[::]:15432:5432', '127.0.0.1:15432:5432'],
    ['${PORT:-15432}:5432', '127.0.0.1:${PORT:-15432}:5432'],
  ])('%s is %s', (from, to) => expect(loopbackEntry(from)).toBe(to))
})

describe('a confinement', () => {
  it('adds to the lists that are there', () => {
    const text = 'services:\n  db:\n    image: postgres:16\n    security_opt: [label:disable]\n    tmpfs:\n      - /run\n'
    const { component: after } = changed({ 'compose.yaml': text }, 'db', {
      kind: 'confinement',
      confinement: { noNewPrivileges: true, readOnly: ['/tmp', '/var/run/postgresql'], capabilities: [], memory: '1g', processes: 100 },
    })
    expect(after.isolation.securityOptions.map(({ value }) => value)).toEqual(['label:disable', 'no-new-privileges:true'])
    expect(after.mounts.map(({ target }) => target.value)).toEqual(['/run', '/tmp', '/var/run/postgresql'])
    expect(after.isolation.readOnlyRoot?.value).toBe(true)
    expect(after.isolation.capDrop.map(({ value }) => value)).toEqual(['ALL'])
    expect(after.isolation.memoryLimit?.value).toBe('1g')
  })

  it('writes no item of a list twice', () => {
    const text = 'services:\n  db:\n    image: postgres:16\n    security_opt: ["no-new-privileges:true"]\n'
    const { drafts } = changed({ 'compose.yaml': text }, 'db', { kind: 'confinement', confinement: { noNewPrivileges: true, memory: '1g' } })
    expect(drafts['compose.yaml']).toBe(`${text}    mem_limit: 1g\n`)
  })

  it('keeps to deploy where limits are there', () => {
    const text = 'services:\n  db:\n    image: postgres:16\n    deploy:\n      resources:\n        limits:\n          memory: 1g\n'
    const { drafts } = changed({ 'compose.yaml': text }, 'db', { kind: 'confinement', confinement: { cpus: '2', processes: 100 } })
    expect(drafts['compose.yaml']).toContain('          pids: 100\n')
    expect(drafts['compose.yaml']).not.toContain('pids_limit')
  })
})

describe('a file', () => {
  it('that is mounted is edited where it lies', () => {
    const files = {
      'compose.yaml': 'services:\n  cache:\n    image: redis:7\n    volumes:\n      - ./redis.conf:/etc/redis.conf:ro\n',
      'redis.conf': 'port 6379\n',
    }
    const { drafts } = changed(files, 'cache', {
      kind: 'edit',
      path: '/etc/redis.conf',
      edit: () => ({ edits: [{ start: 5, end: 9, text: '0' }], notes: [] }),
    })
    expect(drafts).toEqual({ 'redis.conf': 'port 0\n' })
  })

  it('that is new is mounted with its folder, once', () => {
    const { drafts, component: after } = changed({ 'compose.yaml': base }, 'api', {
      kind: 'file',
      path: '/etc/ringwall/tls.key',
      text: 'KEY',
      isSecret: true,
    })
    expect(drafts['ringwall/api/tls.key']).toBe('KEY')
    expect(after.mounts.map(({ source, target }) => [source?.value, target.value])).toEqual([['./ringwall/api', '/etc/ringwall']])
    expect(after.open('/etc/ringwall/tls.key')).toMatchObject({ state: 'text', text: 'KEY' })
  })

  it('with a secret is a secret of the project', () => {
    const { drafts, component: after } = changed({ 'compose.yaml': base }, 'api', {
      kind: 'secret-file',
      name: 'PASSWORD_FILE',
      secret: { name: 'api-password', value: 'f00dcafe' },
    })
    expect(drafts['compose.yaml']).not.toContain('f00dcafe')
    expect(after.env.get('PASSWORD_FILE')?.value).toBe('/run/secrets/api-password')
    expect(after.open('/run/secrets/api-password')).toMatchObject({ state: 'text', text: 'f00dcafe' })
  })
})

describe('a command', () => {
  it('that is a list keeps its style', () => {
    const text = "services:\n  cache:\n    image: redis:7\n    command: ['redis-server', '--port', '6379']\n"
    const { drafts } = changed({ 'compose.yaml': text }, 'cache', { kind: 'command', words: ['redis-server', '--port', '0', '--tls-port', '6379'] })
    expect(drafts['compose.yaml']).toContain("command: ['redis-server', '--port', '0',")
  })

  it('that is a line stays one', () => {
    const text = 'services:\n  cache:\n    image: redis:7\n    command: redis-server --port 6379\n'
    const { component: after, drafts } = changed({ 'compose.yaml': text }, 'cache', { kind: 'command', words: ['redis-server', '--user', 'a b'] })
    expect(drafts['compose.yaml']).toContain('command: ')
    expect(after.command?.map(({ value }) => value)).toEqual(['redis-server', '--user', 'a b'])
  })
})

describe('networks of a service', () => {
  const wanted = (...names: readonly string[]): WrittenChange => ({
    kind: 'membership',
    networks: names.map((network) => ({ network, aliases: [] })),
  })

  it('are written where none were', () => {
    const { drafts, component: after } = changed({ 'compose.yaml': 'services:\n  api:\n    image: api:1\n' }, 'api', wanted('db', 'front'))
    expect(drafts['compose.yaml']).toBe('services:\n  api:\n    image: api:1\n    networks:\n      - db\n      - front\n')
    expect(after.networks.map(({ network }) => network)).toEqual(['db', 'front'])
  })

  it('change in a list, and what stays keeps its line', () => {
    const text = 'services:\n  api:\n    image: api:1\n    networks:\n      - back # ours\n      - front\nnetworks: {back: , front: }\n'
    const { drafts } = changed({ 'compose.yaml': text }, 'api', wanted('back', 'db'))
    expect(drafts['compose.yaml']).toBe(text.replace('      - front\n', '      - db\n'))
  })

  it('change in a mapping, with the names that hold on them', () => {
    const text = 'services:\n  api:\n    image: api:1\n    networks:\n      back:\n        aliases: [the-api]\nnetworks:\n  back:\n'
    const change: WrittenChange = { kind: 'membership', networks: [{ network: 'db', aliases: ['the-api'] }] }
    const { component: after, outcome } = changed({ 'compose.yaml': text }, 'api', change)
    expect(outcome).toEqual([])
    expect(after.networks.map(({ network }) => network)).toEqual(['db'])
    expect(after.names).toEqual([{ name: 'the-api', network: 'db' }])
  })

  it("are a service's own where several share them by a merge key", () => {
    const text =
      'x-all: &all\n  networks: [back]\nservices:\n  api:\n    <<: *all\n    image: api:1\n  other:\n    <<: *all\n    image: other:1\nnetworks:\n  back:\n'
    const { drafts, component: after } = changed({ 'compose.yaml': text }, 'api', wanted('db'))
    expect(after.networks.map(({ network }) => network)).toEqual(['db'])
    expect(drafts['compose.yaml']).toContain('x-all: &all\n  networks: [back]\n')
  })

  it('stay where an address counts', () => {
    const text = 'services:\n  api:\n    image: api:1\n    networks:\n      back:\n        ipv4_address: 10.0.0.2\nnetworks:\n  back:\n'
    expect(changed({ 'compose.yaml': text }, 'api', wanted('db')).outcome).toMatchObject({ cannot: expect.stringContaining('back') as string })
  })

  it('stay where two files write them', () => {
    const files = {
      'compose.yaml': 'services:\n  api:\n    image: api:1\n    networks: [a]\nnetworks: {a: , b: }\n',
      'compose.override.yaml': 'services:\n  api:\n    networks: [b]\n',
    }
    expect(changed(files, 'api', wanted('db')).outcome).toMatchObject({ cannot: expect.stringContaining('several files') as string })
  })
})

describe('a network', () => {
  const text = 'services:\n  api:\n    image: api:1\nnetworks:\n  back: # ours\n    driver: bridge\n  front:\n'

  it.each([
    ['back', 'internal', text.replace('driver: bridge\n', 'driver: bridge\n    internal: true\n')],
    ['front', 'internal', text.replace('  front:\n', '  front:\n    internal: true\n')],
    ['front', 'gone', text.replace('  front:\n', '')],
    ['db', 'internal', `${text}  db:\n    internal: true\n`],
    ['db', 'open', `${text}  db: {}\n`],
    ['db', 'gone', undefined],
    ['back', 'open', undefined],
  ] as const)('%s becomes %s', (name, is, expected) => {
    expect(changed({ 'compose.yaml': text }, 'api', { kind: 'network', name, is }).drafts['compose.yaml']).toBe(expected)
  })
})

describe('a sidecar', () => {
  const sidecar = {
    kind: 'sidecar',
    name: 'api-to-db',
    image: 'ringwall/carrier:1',
    dockerfile: 'FROM scratch\n',
    command: ['carrier', '/etc/ringwall/carrier.conf'],
    files: [{ kind: 'file', path: '/etc/ringwall/carrier.conf', text: 'accept = 1\n', isSecret: false }],
    user: 1000,
    writes: ['/tmp'],
  } as const

  it('shares the network of its component, reads its files and is confined', () => {
    const { drafts, component: after } = changed({ 'compose.yaml': base }, 'api', sidecar)
    expect(drafts['compose.yaml']!.startsWith(base)).toBe(true)
    expect(drafts['ringwall/images/carrier/Dockerfile']).toBe('FROM scratch\n')
    expect(after.networkOf).toBeUndefined()
    const folder = folderOf({ ...drafts })
    const beside = component(readCompose({ path: folder, root: folder }, openFiles(folder, folder)).deployments[0]!, 'api-to-db')
    expect(beside.networkOf).toBe('api')
    expect(beside.open('/etc/ringwall/carrier.conf')).toMatchObject({ state: 'text', text: 'accept = 1\n' })
    expect(beside.isolation.capDrop.map(({ value }) => value)).toEqual(['ALL'])
    expect(beside.isolation.readOnlyRoot?.value).toBe(true)
    expect(beside.user?.value).toBe('1000:1000')
  })

  it('does not take the place of a service of that name, nor stand beside several copies', () => {
    const taken = `${base}  api-to-db:\n    image: other:1\n`
    expect(changed({ 'compose.yaml': taken }, 'api', sidecar).outcome).toEqual({ cannot: 'there is a service called api-to-db already' })
    const copies = `${base}    scale: 2\n`
    expect(changed({ 'compose.yaml': copies }, 'api', sidecar).outcome).toHaveProperty('cannot')
    const host = 'services:\n  api:\n    image: api:1\n    network_mode: host\n'
    expect(changed({ 'compose.yaml': host }, 'api', sidecar).outcome).toHaveProperty('cannot')
  })
})
