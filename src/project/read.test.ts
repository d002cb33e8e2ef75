import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readProject } from './read.ts'

function mistakes(text: string): readonly string[] {
  return (readProject(text, 'ringwall.yaml').mistakes ?? []).map(({ place, message }) => `${place.line}: ${message}`)
}

const whole = `name: shop
sources:
  - compose: [compose.yaml, compose.prod.yaml]
    env-files: [prod.env]
  - host: db-1
    tree: machines/db-1
    addresses: [10.0.0.5, db.internal]
    permissions: true
  - files: conf
    host: cache-1
components:
  cache:
    technology: redis
    version: 7.2
    host: cache-1
    files:
      - conf/redis.conf
      - file: conf/users.acl
        as: /etc/redis/users.acl
    addresses: [cache.internal]
channels:
  - from: api
    to: cache
    port: 6379
    protocol: redis
    attested:
      encryption: required
      verification: name
      by: Ana
      evidence: evidence/tls.txt
      until: 2027-01-31
zones:
  - name: back
    members: [api, cache]
    internal: true
guides: [cornflow]
waivers:
  - control: listener/all-interfaces
    component: cache
    owner: Ana
    reason: only the load balancer reaches it
    until: 2027-01-31
    when:
      exposure: loopback
      encryption: required
      only-from: [api]
attestations:
  - row: CNF-17
    statement: backups are restored every month
    by: Ana
    evidence: evidence/restore.txt
    until: 2027-01-31
`

it('reads everything with its place', () => {
  const { project } = readProject(whole, 'ringwall.yaml')
  const at = (line: number) => ({ file: 'ringwall.yaml', line })
  expect(project).toEqual({
    file: 'ringwall.yaml',
    name: 'shop',
    sources: [
      { kind: 'compose', files: ['compose.yaml', 'compose.prod.yaml'], envFiles: ['prod.env'], at: at(3) },
      { kind: 'tree', host: 'db-1', tree: 'machines/db-1', addresses: ['10.0.0.5', 'db.internal'], permissions: true, at: at(5) },
      { kind: 'files', folder: 'conf', host: 'cache-1', addresses: [], at: at(9) },
    ],
    components: [
      {
        id: 'cache',
        technology: 'redis',
        version: '7.2',
        host: 'cache-1',
        files: [
          { file: 'conf/redis.conf', at: at(17) },
          { file: 'conf/users.acl', as: '/etc/redis/users.acl', at: at(18) },
        ],
        addresses: ['cache.internal'],
        at: at(12),
      },
    ],
    channels: [
      {
        from: 'api',
        to: 'cache',
        port: 6379,
        protocol: 'redis',
        attested: { encryption: 'required', verification: 'name', by: 'Ana', evidence: 'evidence/tls.txt', until: '2027-01-31', at: at(27) },
        at: at(22),
      },
    ],
    zones: [{ name: 'back', members: ['api', 'cache'], internal: true, at: at(33) }],
    guides: [{ name: 'cornflow', at: at(36) }],
    waivers: [
      {
        origin: 'project',
        control: 'listener/all-interfaces',
        component: 'cache',
        owner: 'Ana',
        reason: 'only the load balancer reaches it',
        until: '2027-01-31',
        when: { exposure: 'loopback', encryption: 'required', onlyFrom: ['api'] },
        at: at(38),
      },
    ],
    attestations: [
      { row: 'CNF-17', statement: 'backups are restored every month', by: 'Ana', evidence: 'evidence/restore.txt', until: '2027-01-31', at: at(48) },
    ],
  })
})

describe('a mistake has its line, and the nearest word', () => {
  it.each([
    ['waiver: []', '1: the project file has no key "waiver"; did you mean "waivers"?'],
    ['name: x\nzones:\n  - name: a\n    member: [b]', '4: a zone has no key "member"; did you mean "members"?'],
    ['zones:\n  - name: a', '2: a zone needs the key "members"'],
    ['name: 7', '1: "name" of the project file is a text: put it in quotes'],
    ['name: ""', '1: "name" of the project file is empty'],
    ['', '1: the project file is empty'],
    ['- a', '1: the project file is a mapping with the keys'],
    ['name: a\nname: b', '2: the key "name" is written twice'],
    ['name: a\n---\nname: b', '3: a project file has one document'],
    ['guides: cornflow', '1: "guides" of the project file is a list'],
    ['components: [a]', '1: "components" is a mapping from the id'],
    ['channels:\n  - from: a\n    to: b\n    protocol: rediss', '4: "protocol" of a channel is one of'],
    ['channels:\n  - from: a\n    to: b\n    protocol: redsi', 'did you mean "redis"?'],
    ['channels:\n  - from: a\n    to: b\n    port: 70000', '4: "port" of a channel is a port between 1 and 65535'],
    ['sources:\n  - compose: [a]\n    tree: b', '2: a source has one of "compose"'],
    ['sources:\n  - host: a', '2: a source has one of "compose"'],
    ['waivers:\n  - control: a/b\n    owner: me\n    reason: r\n    until: 2027-02-30', '5: "until" of a waiver is a date such as'],
    ['waivers:\n  - owner: me\n    reason: r\n    until: 2027-02-03', '2: a waiver needs the key "control" or "row"'],
    ['waivers:\n  - control: a/b\n    owner: me\n    reason: r\n    until: 2027-02-03\n    when: {}', '6: "when" of a waiver names no condition'],
    ['attestations:\n  - row: A-1\n    control: a/b\n    statement: s\n    by: me\n    until: 2027-02-03', '2: an attestation is either for a "row"'],
    ['name: *nobody', '1: no anchor &nobody stands before this alias'],
  ])('%j', (text, message) => {
    expect(mistakes(text).join('\n')).toContain(message)
  })

  it('all of them, in the order of the file', () => {
    expect(mistakes('zone: []\nwaiver: []\nname: 3').map((each) => each.slice(0, 2))).toEqual(['1:', '2:', '3:'])
  })
})

it('never throws, and never reads what it finds mistakes in', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from('waivers: -[]{}"\n &*')) })), (text) => {
      const { project, mistakes: found } = readProject(text, 'ringwall.yaml')
      expect(project === undefined).toBe(found !== undefined && found.length > 0)
    }),
  )
})
