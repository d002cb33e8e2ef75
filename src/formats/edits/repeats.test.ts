import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tried, triedRepeats, wordLine, words } from '../../../test/edits.ts'
import { parseDirectives } from '../directives.ts'
import type { Cannot, Change } from '../edit.ts'
import { applyEdits } from '../edit.ts'
import { iniStyles, parseIni } from '../ini.ts'
import { parseKrb5 } from '../krb5.ts'
import { parseLdif } from '../ldif.ts'
import { parsePgHba } from '../pg-hba.ts'
import { parseSlapdConf } from '../slapd-conf.ts'
import { parseSshConfig } from '../ssh-config.ts'
import { iniEdits } from './ini.ts'
import { krb5Edits } from './krb5.ts'
import { addLdifEntry, ldifEdits } from './ldif.ts'
import type { HbaRecord } from './pg-hba.ts'
import { pgHbaEdits } from './pg-hba.ts'
import { redisAclEdits } from './redis-acl.ts'
import { redisConfEdits } from './redis-conf.ts'
import { slapdConfEdits } from './slapd-conf.ts'
import { sshBlocks, sshConfigEdits } from './ssh-config.ts'

type Path = readonly string[]

function edited(text: string, change: Change | Cannot): string {
  return 'cannot' in change ? `cannot: ${change.cannot}` : applyEdits(text, change.edits)
}

const row = (name: string, value: unknown): string => JSON.stringify([name, value])
const text = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9/.:]{0,8}$/),
  fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '{', '#', '\n', '\t', '=', ':', ';', '\u00e9'), maxLength: 5 }),
)

triedRepeats<Path, readonly string[]>('redis.conf', {
  editor: redisConfEdits,
  read: (file) => parseDirectives(file).directives.map(({ name, args }) => wordLine(name, args)),
  pieces: ['port 6379\n', 'save 900 1\n', 'SAVE 60 5 \n', '  user a on >p ~*\n', '# save 1 1\n', '\n', 'rename-command KEYS ""\n'],
  paths: [
    [['save'], 'save'],
    [['user'], 'user'],
    [['rename-command'], 'rename-command'],
  ],
  value: words,
  line: wordLine,
})

triedRepeats<Path, readonly string[]>('slapd.conf', {
  editor: slapdConfEdits,
  read: (file) => parseSlapdConf(file).lines.map(({ name, args }) => wordLine(name, args)),
  pieces: ['access to *\n  by self write\n\tby * read\n', 'database mdb\n', 'TLSProtocolMin 3.1\n', '# c\n', '\n', 'access to a by b read\n'],
  paths: [
    [['', 'access'], 'access'],
    [['0', 'access'], 'access'],
  ],
  value: words,
  line: wordLine,
})

triedRepeats<Path, string>('LDIF', {
  editor: ldifEdits,
  read: (file) =>
    parseLdif(file).entries.flatMap(({ dn, attributes }) => [row('dn', dn), ...attributes.map(({ name, value }) => row(name.toLowerCase(), value))]),
  pieces: ['dn: cn=config\nolcSecurity: ssf=1\n\n', 'dn: cn=a\nolcAccess: {0}to *\n  by * read\nolcAccess: x\n\n', '# c\n', '\n'],
  paths: [
    [['cn=a', 'olcAccess'], 'olcaccess'],
    [['cn=config', 'olcSecurity'], 'olcsecurity'],
  ],
  value: text,
  line: row,
})

triedRepeats<Path, string>('krb5.conf', {
  editor: krb5Edits,
  read: (file) => parseKrb5(file).items.map((item) => ('kind' in item ? row(item.kind, item.path) : row(item.path.join(' '), item.value))),
  pieces: ['[realms]\n    SHOP = {\n        kdc = a.example\n        kdc = b.example\n    }\n', '[libdefaults]\n', '    a = b\n', '# c\n', '\n'],
  paths: [
    [['realms', 'SHOP', 'kdc'], 'realms SHOP kdc'],
    [['realms', 'OTHER', 'kdc'], 'realms OTHER kdc'],
    [['libdefaults', 'a'], 'libdefaults a'],
  ],
  value: text,
  line: row,
})

triedRepeats<Path, readonly string[]>('sshd_config', {
  editor: sshConfigEdits,
  read: (file) => parseSshConfig(file).lines.map(({ keyword, args }) => wordLine(keyword, args)),
  pieces: ['HostKey /a\n', 'HostKey /b # c\n', '#HostKey /c\n', 'Match User a\n', '  AllowUsers x\n', '\n'],
  paths: [
    [['HostKey'], 'hostkey'],
    [['Match User a', 'AllowUsers'], 'allowusers'],
  ],
  value: words,
  line: wordLine,
})

const stunnelLines = (file: string): string[] =>
  parseIni(file, iniStyles.stunnel).entries.map(({ section, key, value }) => row(`${section} ${key.toLowerCase()}`, value))
const stunnel = {
  read: stunnelLines,
  pieces: ['foreground = yes\n', '[a]\n', 'accept = 1\n', 'CAfile = /a ; b\n', '; c\n', '\n', '[b]\nconnect = x:1\n', '  options=NO_SSLv3\n'],
  paths: [
    [['', 'foreground'], ' foreground'],
    [['a', 'CAfile'], 'a cafile'],
    [['b', 'options'], 'b options'],
    [['c', 'accept'], 'c accept'],
  ] as const,
  value: text,
  line: row,
}
tried<Path, string>('stunnel.conf', { ...stunnel, editor: iniEdits.stunnel, plain: 'x' })
triedRepeats<Path, string>('stunnel.conf', { ...stunnel, editor: iniEdits.stunnel })

tried<Path, readonly string[]>('the ACL file of Redis', {
  editor: redisAclEdits,
  read: (file) => file.split('\n').flatMap((line) => (line.trim() === '' ? [] : [wordLine('', line.trim().split(/\s+/))])),
  pieces: ['user default off\n', 'user app on >secret ~app:* +@read\n', '\n', '  user b  on nopass \n'],
  paths: [
    [['default'], 'default'],
    [['app'], 'app'],
    [['new'], 'new'],
  ],
  value: words,
  line: (name, value) => wordLine('', ['user', name, ...value]),
  plain: ['on', '#abc', '+@read'],
})

describe('order and place of settings that repeat', () => {
  it('is kept, and said', () => {
    const slapd = 'database mdb\naccess to attrs=userPassword by self write\naccess to * by * read\n'
    expect(
      edited(
        slapd,
        slapdConfEdits.put(slapd, ['0', 'access'], ['to', 'dn.base=', 'by', '*', 'read'], {
          before: (name, [, what]) => name === 'access' && what === '*',
        }),
      ),
    ).toBe('database mdb\naccess to attrs=userPassword by self write\naccess to dn.base= by * read\naccess to * by * read\n')
    expect(edited(slapd, slapdConfEdits.put(slapd, ['0', 'access'], ['to', '*', 'by', 'users', 'read'], { fits: ([, what]) => what === '*' }))).toBe(
      slapd.replace('* by * read', '* by users read'),
    )
    const redis = 'user a on\nuser b on >p\nsave 60 1\n'
    expect(edited(redis, redisConfEdits.put(redis, ['user'], ['a', 'off'], { fits: ([name]) => name === 'a' }))).toBe(redis.replace('a on', 'a off'))
    expect(edited(redis, redisConfEdits.put(redis, ['user'], ['c', 'on']))).toBe(redis.replace('>p\n', '>p\nuser c on\n'))
    expect(
      edited(
        redis,
        redisConfEdits.drop(redis, ['user'], ([name]) => name === 'a'),
      ),
    ).toBe(redis.replace('user a on\n', ''))
  })
})

describe('whole parts of files', () => {
  it('are made: a realm, a block of sshd, an entry of LDIF, a section of my.cnf', () => {
    const krb5 = '[realms]\n  A = {\n    kdc = a\n  }\n[domain_realm]\n'
    expect(edited(krb5, krb5Edits.set(krb5, ['realms', 'B', 'kdc'], 'b'))).toBe(krb5.replace('  }\n', '  }\n  B = {\n    kdc = b\n  }\n'))
    expect(edited('', krb5Edits.set('', ['realms', 'B', 'kdc'], 'b'))).toBe('[realms]\n    B = {\n        kdc = b\n    }\n')

    const sshd = 'Port 22\nMatch User a\n  X11Forwarding no\n'
    const block = edited(
      sshd,
      sshBlocks.add(
        sshd,
        ['Match', 'Group', 'sftp only'],
        [
          ['ForceCommand', 'internal-sftp'],
          ['AllowTcpForwarding', 'no'],
        ],
      ),
    )
    expect(block).toBe(`${sshd}\nMatch Group "sftp only"\n  ForceCommand internal-sftp\n  AllowTcpForwarding no\n`)
    expect(
      sshBlocks.add(
        block,
        ['match', 'Group', 'sftp only'],
        [
          ['forcecommand', 'internal-sftp'],
          ['AllowTcpForwarding', 'no'],
        ],
      ),
    ).toMatchObject({ edits: [] })
    expect(edited(block, sshBlocks.remove(block, 'Match User a'))).toBe(block.replace('Match User a\n  X11Forwarding no\n', ''))
    expect(sshBlocks.remove(sshd, 'Match User b')).toMatchObject({ edits: [] })

    const ldif = 'dn: cn=config\nobjectClass: olcGlobal\n'
    const attributes = [
      ['objectClass', 'a'],
      ['olcAccess', ' to *'],
    ] as const
    const entry = edited(ldif, addLdifEntry(ldif, 'cn=b,cn=config', attributes))
    expect(entry).toBe(`${ldif}\ndn: cn=b,cn=config\nobjectClass: a\nolcAccess:: IHRvICo=\n`)
    expect(addLdifEntry(entry, 'CN=b,cn=config', attributes.toReversed())).toMatchObject({ edits: [] })
    expect(addLdifEntry(entry, 'cn=b,cn=config', [['objectClass', 'b']])).toHaveProperty('cannot')

    expect(edited('[client]\nport=1\n', iniEdits.mysql.set('[client]\nport=1\n', ['mysqld', 'require_secure_transport'], 'ON'))).toBe(
      '[client]\nport=1\n\n[mysqld]\nrequire_secure_transport = ON\n',
    )
  })

  it('are only what was meant, whatever they hold', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'Port 22\n', 'Match all\n  Port 1\n', 'Match all'), words, words, (file, head, line) => {
        const change = sshBlocks.add(file, ['Match', ...head], [['Banner', ...line]])
        if ('cannot' in change) return
        const after = parseSshConfig(applyEdits(file, change.edits)).lines.map(({ keyword, args }) => wordLine(keyword, args))
        expect(after).toEqual([
          ...parseSshConfig(file).lines.map(({ keyword, args }) => wordLine(keyword, args)),
          wordLine('match', head),
          wordLine('banner', line),
        ])
        expect(sshBlocks.add(applyEdits(file, change.edits), ['Match', ...head], [['Banner', ...line]])).toMatchObject({ edits: [] })
      }),
    )
    fc.assert(
      fc.property(fc.constantFrom('', 'dn: cn=a\na: b\n', 'dn: cn=a\na: b\n\n# c', 'a'), text, text, (file, name, value) => {
        const change = addLdifEntry(file, `cn=${name}`, [['a', value]])
        if ('cannot' in change) return
        const last = parseLdif(applyEdits(file, change.edits)).entries.at(-1)
        expect([last?.dn, last?.attributes.map((each) => each.value)]).toEqual([`cn=${name}`, [value]])
      }),
    )
  })
})

describe('rows of pg_hba.conf', () => {
  const hba =
    '# TYPE  DATABASE  USER  ADDRESS       METHOD\nlocal   all       all                 peer\nhost    all       all   0.0.0.0/0     trust # open\nhost    all       all   ::1/128       md5\n'
  const all = [{ text: 'all', quoted: false }]
  const reject: HbaRecord = {
    type: 'hostnossl',
    databases: all,
    users: all,
    address: { text: '0.0.0.0/0', quoted: false },
    method: 'reject',
    options: [],
  }

  it('stand in the columns of their neighbours', () => {
    const after = edited(hba, pgHbaEdits.insert(hba, 1, reject))
    expect(after).toBe(hba.replace('host    all       all   0', 'hostnossl all     all   0.0.0.0/0     reject\nhost    all       all   0'))
    expect(pgHbaEdits.insert(after, 1, reject)).toMatchObject({ edits: [] })
    expect(pgHbaEdits.insert(after, 2, reject)).toMatchObject({ edits: [] })
    const local: HbaRecord = { type: 'local', databases: all, users: [{ text: 'app', quoted: false }], method: 'scram-sha-256', options: [] }
    expect(edited(hba, pgHbaEdits.insert(hba, 0, local))).toBe(hba.replace('local ', 'local   all       app                 scram-sha-256\nlocal '))
    expect(edited(hba, pgHbaEdits.insert(hba, 3, local))).toBe(`${hba}local   all       app                 scram-sha-256\n`)
  })

  it('are changed together, and keep columns and comments', () => {
    const after = edited(
      hba,
      pgHbaEdits.change(hba, (each) => {
        if (each.method === 'trust') return null
        return each.type === 'host' ? { ...each, type: 'hostssl', method: 'scram-sha-256' } : undefined
      }),
    )
    expect(after).toBe(
      '# TYPE  DATABASE  USER  ADDRESS       METHOD\nlocal   all       all                 peer\nhostssl all       all   ::1/128       scram-sha-256\n',
    )
    const first = edited(
      hba,
      pgHbaEdits.change(hba, (each) => (each.method === 'trust' ? { ...each, address: { text: '10.20.30.0/24', quoted: false } } : undefined)),
    )
    expect(first).toBe(hba.replace('0.0.0.0/0     trust', '10.20.30.0/24 trust'))
  })

  it('come in where they are meant, and the others stay', () => {
    const pieces = hba.split(/(?<=\n)/).concat('\n', 'host "a b",c all samenet trust', '\thost\tall\tall\t10.0.0.1/32\tcert\n')
    const file = fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((some) => some.map((each) => each.replace(/\n?$/, '\n')).join(''))
    const read = (given: string): string[] =>
      parsePgHba(given).rows.map(({ type, method, users, address }) => JSON.stringify([type, method, users, address]))
    fc.assert(
      fc.property(
        file,
        fc.nat({ max: 5 }),
        fc.constantFrom<HbaRecord>(reject, { ...reject, users: [{ text: 'a b', quoted: true }] }),
        (given, index, record) => {
          const change = pgHbaEdits.insert(given, index, record)
          if ('cannot' in change || change.edits.length === 0) return
          const [old, now] = [read(given), read(applyEdits(given, change.edits))]
          expect(now.toSpliced(index, 1)).toEqual(old)
          expect(now[index]).toContain('reject')
        },
      ),
    )
  })
})
