import { describe, expect, it } from 'vitest'
import { tried, triedRepeats, wordLine, words } from '../../../test/edits.ts'
import fc from 'fast-check'
import type { Cannot, Change } from '../edit.ts'
import { applyEdits } from '../edit.ts'
import { haproxyWords } from '../haproxy-words.ts'
import type { NftStatement } from '../nft.ts'
import { parseNft } from '../nft.ts'
import { parseSquidConf } from '../squid-conf.ts'
import { parseUnit } from '../systemd-unit.ts'
import type { BlockPath } from './blocks.ts'
import { haproxyEdits, haproxySections } from './haproxy.ts'
import { knownHostsEdits } from './known-hosts.ts'
import { nftEdits } from './nft.ts'
import { squidEdits } from './squid.ts'
import { systemdUnitEdits } from './systemd-unit.ts'

type Path = readonly string[]

function edited(text: string, change: Change | Cannot): string {
  return 'cannot' in change ? `cannot: ${change.cannot}` : applyEdits(text, change.edits)
}

const haproxy = {
  read: (file: string): string[] =>
    file.split(/\r?\n/).flatMap((line) => {
      const [name, ...args] = haproxyWords(line, () => undefined).words
      return name === undefined ? [] : [wordLine(name, args)]
    }),
  pieces: [
    'global\n',
    '    ssl-default-bind-options no-sslv3\n',
    'frontend web\n',
    '  bind :80 # plain\n',
    "  bind ':443' ssl\n",
    'backend a\n',
    '  server s "a b"\\ c\n',
    '# c\n',
    '\n',
  ],
  paths: [
    [['global', 'ssl-default-bind-options'], 'ssl-default-bind-options'],
    [['frontend web', 'bind'], 'bind'],
    [['backend a', 'server'], 'server'],
  ] as const,
  value: words,
  line: wordLine,
}
tried<Path, readonly string[]>('haproxy.cfg', { ...haproxy, editor: haproxyEdits, plain: ['a'] })
triedRepeats<Path, readonly string[]>('haproxy.cfg', { ...haproxy, editor: haproxyEdits })

const squid = {
  read: (file: string): string[] => parseSquidConf(file).lines.map(({ name, words: args }) => wordLine(name, args)),
  pieces: [
    'http_port 3128\n',
    'http_access allow a # c\n',
    '# http_access deny b\n',
    'http_access deny all\n',
    'acl a src 10.0.0.0/8 \\\n 192.168.0.0/16\n',
    '\n',
  ],
  paths: [
    [['http_access'], 'http_access'],
    [['http_port'], 'http_port'],
    [['acl'], 'acl'],
  ] as const,
  value: words,
  line: wordLine,
}
tried<Path, readonly string[]>('squid.conf', { ...squid, editor: squidEdits, plain: ['a'] })
triedRepeats<Path, readonly string[]>('squid.conf', { ...squid, editor: squidEdits })

const row = (name: string, value: string): string => JSON.stringify([name, value])
const unit = {
  read: (file: string): string[] => parseUnit(file).entries.map(({ section, key, value }) => row(`${section} ${key}`, value)),
  pieces: [
    '[Unit]\nAfter=a\n',
    '[Service]\n',
    'ExecStart=\nExecStart=/a \\\n  b\n',
    'Environment = A=1\n',
    '# ProtectSystem=no\n',
    '\n',
    '[Install]\n',
  ],
  paths: [
    [['Service', 'ProtectSystem'], 'Service ProtectSystem'],
    [['Service', 'ExecStart'], 'Service ExecStart'],
    [['Service', 'Environment'], 'Service Environment'],
  ] as const,
  value: fc.oneof(
    fc.stringMatching(/^[a-z/][a-z0-9/.:]{0,8}$/),
    fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '#', ';', '=', '\n', '%', '[', ']'), maxLength: 5 }),
  ),
  line: row,
}
tried<Path, string>('units of systemd', { ...unit, editor: systemdUnitEdits, plain: 'full' })
triedRepeats<Path, string>('units of systemd', { ...unit, editor: systemdUnitEdits })

/** The braces and commas of a set are words of their own, as the editor takes them. */
function nftWords(words: NftStatement['words']): string[] {
  return words.flatMap((word) =>
    typeof word === 'string' ? [word] : ['{', ...word.flatMap((item, at) => [...(at === 0 ? [] : [',']), ...nftWords(item)]), '}'],
  )
}

function nftLines(statements: readonly NftStatement[]): string[] {
  return statements.flatMap(({ words: all, block }) => [JSON.stringify(nftWords(all)), ...(block === undefined ? [] : [...nftLines(block), '}'])])
}
triedRepeats<BlockPath, readonly string[]>('nftables.conf', {
  editor: nftEdits,
  read: (file) => nftLines(parseNft(file).statements),
  pieces: [
    'flush ruleset\n',
    'table inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0; policy drop;\n\t\ttcp dport { 22, 80 } accept # c\n\t}\n}\n',
    'table ip nat { chain a { } }\n',
    '# c\n',
    '\n',
  ],
  paths: [
    [['rule'], ''],
    [['table inet filter', 'chain input', 'rule'], ''],
    [['table ip nat', 'chain a', 'rule'], ''],
  ],
  value: fc.array(fc.oneof(fc.stringMatching(/^[a-z][a-z0-9./:]{0,6}$/), fc.constantFrom('a b', '@x', '"', '{', '}', '#', ';', '$x')), {
    minLength: 1,
    maxLength: 4,
  }),
  line: (_name, value) => JSON.stringify(value),
})

describe('files in which the order is the meaning', () => {
  it('get a rule of squid in front of the last one', () => {
    const text = 'acl local src 10.0.0.0/8\nhttp_access allow local # ours\nhttp_access deny all\nhttp_port 3128\n'
    const isLast = (name: string, [verb, what]: readonly string[]): boolean => name === 'http_access' && verb === 'deny' && what === 'all'
    const after = edited(text, squidEdits.put(text, ['http_access'], ['deny', '!SSL_ports'], { before: isLast }))
    expect(after).toBe(text.replace('http_access deny all', 'http_access deny !SSL_ports\nhttp_access deny all'))
    expect(squidEdits.put(after, ['http_access'], ['deny', '!SSL_ports'], { before: isLast })).toMatchObject({ edits: [] })
    const late = `${text}http_access allow x\n`
    expect(edited(late, squidEdits.put(late, ['http_access'], ['allow', 'x'], { before: isLast }))).toBe(
      late.replace('http_access deny all', 'http_access allow x\nhttp_access deny all'),
    )
    expect(edited(text, squidEdits.put(text, ['http_access'], ['allow', 'local', 'safe'], { fits: ([, what]) => what === 'local' }))).toBe(
      text.replace('allow local #', 'allow local safe #'),
    )
  })

  it('get lines and sections of HAProxy', () => {
    const text = 'global\n    daemon\n\nfrontend web\n    bind "${ADDRESS}:80" # all\n    default_backend app\n'
    expect(edited(text, haproxyEdits.put(text, ['frontend web', 'bind'], [':443', 'ssl', 'crt', '/a b'], { fits: () => true }))).toBe(
      text.replace('"${ADDRESS}:80"', ":443 ssl crt '/a b'"),
    )
    expect(edited(text, haproxyEdits.put(text, ['frontend web', 'http-request'], ['deny', 'if', '{', 'path_beg', '/admin', '}']))).toBe(
      `${text}    http-request deny if { path_beg /admin }\n`,
    )
    const backend = edited(
      text,
      haproxySections.add(
        text,
        ['backend', 'app'],
        [
          ['mode', 'tcp'],
          ['server', 'a', '127.0.0.1:1', 'ssl'],
        ],
      ),
    )
    expect(backend).toBe(`${text}\nbackend app\n    mode tcp\n    server a 127.0.0.1:1 ssl\n`)
    expect(
      haproxySections.add(
        backend,
        ['backend', 'app'],
        [
          ['mode', 'tcp'],
          ['server', 'a', '127.0.0.1:1', 'ssl'],
        ],
      ),
    ).toMatchObject({ edits: [] })
    expect(edited(backend, haproxySections.remove(backend, 'backend app'))).toBe(`${text}\n`)
  })

  it('get rules, chains and tables of nftables', () => {
    const text =
      'flush ruleset\n\ntable inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0; policy accept;\n\t\tct state established accept # back\n\t\tcounter drop\n\t}\n}\n'
    const input: BlockPath = ['table inet filter', 'chain input', 'rule']
    const isDrop = (_name: string, value: readonly string[]): boolean => value.at(-1) === 'drop' && value[0] === 'counter'
    const after = edited(text, nftEdits.put(text, input, ['tcp', 'dport', '{', '22', ',', '443', '}', 'accept'], { before: isDrop }))
    expect(after).toBe(text.replace('\t\tcounter', '\t\ttcp dport { 22, 443 } accept\n\t\tcounter'))
    expect(edited(text, nftEdits.put(text, input, ['policy', 'drop'], { fits: ([first]) => first === 'policy' }))).toBe(
      text.replace('policy accept', 'policy drop'),
    )
    const chain = { words: ['chain', 'DOCKER-USER'], inner: [['rule', 'iifname', 'eth 0', 'drop']] }
    const added = edited(text, nftEdits.addBlock(text, ['table inet filter'], chain))
    expect(added).toBe(text.replace(/\t\}\n\}\n$/, '\t}\n\tchain DOCKER-USER {\n\t\tiifname "eth 0" drop\n\t}\n}\n'))
    expect(nftEdits.addBlock(added, ['table inet filter'], chain)).toMatchObject({ edits: [] })
    expect(edited(added, nftEdits.removeBlock(added, ['table inet filter', 'chain DOCKER-USER']))).toBe(text)
  })

  it('get drop-ins of systemd and lines of known_hosts', () => {
    const unit = edited('', systemdUnitEdits.set('', ['Service', 'ProtectSystem'], 'strict'))
    expect(unit).toBe('[Service]\nProtectSystem=strict\n')
    expect(edited(unit, systemdUnitEdits.put(unit, ['Service', 'ExecStart'], ''))).toBe(`${unit}ExecStart=\n`)

    const hosts = '# ours\na.example ssh-rsa AAAA old\n'
    const is = ([host, type]: readonly string[]): boolean => host === 'a.example' && type === 'ssh-rsa'
    const after = edited(hosts, knownHostsEdits.put(hosts, ['a.example', 'ssh-ed25519', 'BBBB']))
    expect(after).toBe(`${hosts}a.example ssh-ed25519 BBBB\n`)
    expect(edited(after, knownHostsEdits.drop(after, is))).toBe('# ours\na.example ssh-ed25519 BBBB\n')
    expect(edited(hosts, knownHostsEdits.put(hosts, ['a.example', 'ssh-ed25519', 'BBBB'], is))).toBe('# ours\na.example ssh-ed25519 BBBB\n')
  })
})
