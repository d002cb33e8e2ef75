import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseProftpdConf } from '../../formats/proftpd-conf.ts'
import { component } from '../../testing/component.ts'
import { ports, told } from '../../testing/reading.ts'
import { proftpd } from './index.ts'

const reading = (text: string, files: Readonly<Record<string, string>> = {}) =>
  proftpd.read(component({ form: 'process', files: { '/etc/proftpd/proftpd.conf': text, ...files } }), undefined)

/** What is wrong, with its line; what everybody's file has is left out. */
const seen = (text: string): readonly string[] =>
  (reading(text).observations ?? [])
    .filter(({ verdict, stake }) => verdict !== 'safe' && stake !== 'hygiene')
    .map(({ key, verdict, trail }) => `${key} ${verdict} ${trail[0]?.line}`)

const dead = (text: string): readonly string[] => (reading(text).deadKeys ?? []).map(({ key, trail }) => `${key} ${trail[0]?.line}`)
const gaps = (text: string): readonly string[] => (reading(text).gaps ?? []).map(({ why }) => why)

const safe = 'DefaultRoot ~\nTLSEngine on\nTLSRSACertificateFile /c.pem\nTLSRequired on\n'

it('asks for TLS when log-ins and data have to use it', () => {
  const told_ = (required: string) => ports(reading(`TLSEngine on\nTLSRequired ${required}\n`))[0]?.split(' ')[3]
  expect(['on', 'ctrl+data', 'auth+data', 'ctrl', 'auth+!data', '!data', 'data', 'off'].map(told_)).toEqual([
    ...Array.from({ length: 3 }, () => 'required'),
    ...Array.from({ length: 5 }, () => 'optional'),
  ])
  expect(ports(reading('Port 2121\n'))).toEqual(['ftp 2121 data none password'])
})

it('keeps main server, virtual hosts and what is global apart', () => {
  const host = '<VirtualHost 10.0.0.1>\nPort 2121\n</VirtualHost>\n'
  expect(ports(reading(safe + host))).toEqual(['ftp 21 data required password', 'ftp 2121 data none password'])
  expect(ports(reading(`<Global>\n${safe}</Global>\n${host}`))).toEqual(['ftp 21 data required password', 'ftp 2121 data required password'])
  expect(ports(reading(`<Global>\n${safe}</Global>\nTLSRequired off\n`))).toEqual(['ftp 21 data optional password'])
  expect(ports(reading(`${safe}<VirtualHost 10.0.0.1>\n</VirtualHost>\n`))).toEqual(['ftp 21 data none password'])
  expect(ports(reading(`${safe}Port 0\n<VirtualHost a>\nPort 2222\nSFTPEngine on\n</VirtualHost>\n`))).toEqual(['sftp 2222 data required password'])
  expect(seen(safe + host)).toEqual(['TLSEngine unsafe 5', 'DefaultRoot unsafe 5'])
})

it('lets strangers in where a section says so', () => {
  const section = (inside: string) => ports(reading(`${safe}<Anonymous ~ftp>\n${inside}</Anonymous>\n`))
  expect(section('')).toEqual(['ftp 21 data required none'])
  expect(section('AnonRequirePassword on\n')).toEqual(['ftp 21 data required password'])
  expect(section('<Limit LOGIN>\nDenyAll\n</Limit>\n')).toEqual(['ftp 21 data required password'])
  expect(seen(`${safe}<Anonymous ~ftp>\n</Anonymous>\n`)).toEqual(['<Anonymous> unsafe 5'])
  expect(seen(`${safe}<Anonymous ~ftp>\n<Directory *>\n<Limit WRITE>\nDenyAll\n</Limit>\n</Directory>\n</Anonymous>\n`)).toEqual([])
})

it('knows that the first line of a directive counts', () => {
  expect(dead('Umask 022\nUmask 077\nTLSEngine off\nTLSEngine OFF\n')).toEqual(['Umask 2'])
  expect(dead('TLSRequired on\n')).toEqual(['TLSRequired 1'])
  expect(dead('LoadModule mod_ban.c\n<IfModule mod_tls.c>\nTLSEngine on\n</IfModule>\n')).toEqual(['TLSEngine 3'])
  expect(dead('<IfModule mod_tls.c>\nTLSEngine on\n</IfModule>\n')).toEqual([])
})

it('reads includes, folders, patterns and conditions', () => {
  const files = { '/etc/proftpd/conf.d/a.conf': 'TLSEngine on\n', '/etc/proftpd/conf.d/b.conf': safe, '/x.conf': 'Port 2\n' }
  expect(ports(reading('Include /etc/proftpd/conf.d/\nInclude /x.conf\n', files))).toEqual(['ftp 2 data required password'])
  expect(ports(reading('Include /etc/proftpd/conf.d/*.conf\n', files))).toEqual(['ftp 21 data required password'])
  expect(gaps('Include /none.conf\nInclude /none/*.conf\n')).toEqual(['/none.conf is included and not here: what stands in it is not known'])
  expect(ports(reading('Define A\n<IfDefine A>\nPort 3\n</IfDefine>\n<IfDefine !A>\nPort 4\n</IfDefine>\n'))).toEqual(['ftp 3 data none password'])
  expect(reading('Include /etc/proftpd/proftpd.conf\n').listeners).toHaveLength(1)
  const defined = component({
    form: 'process',
    command: ['proftpd', '-D', 'B', '-c', '/y.conf'],
    files: { '/y.conf': '<IfDefine B>\nPort 5\n</IfDefine>\n' },
  })
  expect(ports(proftpd.read(defined, undefined))).toEqual(['ftp 5 data none password'])
})

it('says where ProFTPD gives up', () => {
  for (const text of [
    '<Global>\n',
    '</Global>\n',
    'TLSRequired Auth\n',
    'TLSEngine maybe\n',
    'LoadModule mod_ban.c\nTLSEngine off\n',
    'TLSOptions NoCertRequest\n',
  ])
    expect(gaps(text)).toEqual([expect.stringContaining('does not start')])
  expect(gaps('TLSEngine on\n')).toEqual([expect.stringContaining('no certificate')])
  expect(gaps('TLSRequired {{ tls }}\n')).toEqual([])
  expect(proftpd.read(component({}), undefined).gaps).toHaveLength(1)
})

it('judges what is written', () => {
  expect(seen(safe)).toEqual([])
  expect(seen(`${safe}RootLogin on\nUmask 000\nTLSProtocol SSLv23\nTLSCipherSuite HIGH:!MD5:RC4\n`)).toEqual([
    'RootLogin unsafe 5',
    'Umask unsafe 6',
    'TLSProtocol unsafe 7',
    'TLSCipherSuite unsafe 8',
  ])
  expect(seen(`${safe}TLSProtocol ALL -SSLv3 -TLSv1 -TLSv1.1\nTLSCipherSuite HIGH:!MD5:!RC4\n`)).toEqual([])
})

it('is on loopback where it is bound there', () => {
  const bind = (text: string) => reading(text).listeners?.[0]?.bind
  expect(bind('DefaultAddress 127.0.0.1\n')).toBeUndefined()
  expect(told(bind('DefaultAddress 127.0.0.1\nSocketBindTight on\n')!)).toBe('loopback')
})

it('knows the database of its accounts', () => {
  const { connections = [] } = reading('SQLBackend mysql\nSQLConnectInfo users@db.example:3307 proftpd {{ password }}\nSQLConnectInfo local a b\n')
  expect(connections.map(({ protocol, host, port, user }) => [protocol, host, port, user?.value])).toEqual([['mysql', 'db.example', 3307, 'proftpd']])
  expect(connections[0]?.password?.unresolved).toHaveLength(1)
  const [checked] = reading('SQLBackend postgres\nSQLConnectInfo users@db proftpd plum ssl-ca:/ca.pem\n').connections ?? []
  expect([told(checked!.encryption), told(checked!.verification), checked?.password?.value]).toEqual(['required', 'chain', 'plum'])
})

it('never throws, whatever stands in the file', () => {
  const word = fc.constantFrom(
    '<Global>',
    '</Global>',
    '<VirtualHost',
    '<Anonymous',
    '>',
    '<IfModule !a>',
    '</',
    'Include',
    '/etc/proftpd/',
    '*',
    'Port',
    'TLSRequired',
    'on',
    '"',
    '\\',
    '\n',
    '#',
    '[z-a]',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      expect(reading(words.join(' ')).gaps).toBeDefined()
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(reading(text).gaps).toBeDefined()
    }),
  )
})

it('reads the words that were written', () => {
  const word = fc.stringMatching(/^[ -~]{0,10}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z]{1,10}$/), fc.array(word, { maxLength: 4 })), { maxLength: 6 }), (lines) => {
      const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
      const text = lines.map(([name, args]) => `  ${[name, ...args.map(quoted)].join(' \\\n')} # end\n# no \\\n`).join('')
      expect(parseProftpdConf(text).map(({ name, args }) => [name, ...args])).toEqual(lines.map(([name, args]) => [name, ...args]))
    }),
  )
})
