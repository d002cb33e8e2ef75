import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseVsftpdConf } from '../../formats/vsftpd-conf.ts'
import { component } from '../../testing/component.ts'
import { ports, told } from '../../testing/reading.ts'
import { vsftpd } from './index.ts'
import { numberValue } from './options.ts'

const reading = (text: string, files: Readonly<Record<string, string>> = {}) =>
  vsftpd.read(component({ form: 'process', files: { '/etc/vsftpd.conf': text, ...files } }), undefined)

/** What is wrong, with its line; what everybody's file has is left out. */
const seen = (text: string): readonly string[] =>
  (reading(text).observations ?? [])
    .filter(({ verdict, stake }) => verdict !== 'safe' && stake !== 'hygiene')
    .map(({ key, verdict, trail }) => `${key} ${verdict} ${trail[0]?.line}`)

const dead = (text: string): readonly string[] => (reading(text).deadKeys ?? []).map(({ key, trail }) => `${key} ${trail[0]?.line}`)
const gaps = (text: string): readonly string[] => (reading(text).gaps ?? []).map(({ why }) => why)

const users = 'anonymous_enable=NO\nlocal_enable=YES\nchroot_local_user=YES\nxferlog_enable=YES\n'

it('asks for TLS when log-ins and data have to use it, for everybody who may come', () => {
  expect(ports(reading(`${users}ssl_enable=YES\n`))).toEqual(['ftp 21 data required password'])
  expect(ports(reading(`${users}ssl_enable=YES\nforce_local_data_ssl=NO\n`))).toEqual(['ftp 21 data optional password'])
  expect(ports(reading(`local_enable=YES\nssl_enable=YES\n`))).toEqual(['ftp 21 data optional none'])
  expect(ports(reading(`${users}listen_port=2121\n`))).toEqual(['ftp 2121 data none password'])
  expect(ports(reading(`${users}ssl_enable={{ ftp_tls }}\n`))).toEqual(['ftp 21 data ? password'])
})

it('is open to everybody unless told otherwise', () => {
  expect(ports(reading('local_enable=YES\n'))).toEqual(['ftp 21 data none none'])
  const listed = 'userlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/l\n'
  expect(ports(reading(listed, { '/l': 'ann\n' }))).toEqual(['ftp 21 data none password'])
  expect(ports(reading(listed, { '/l': 'ann\nFTP\n' }))).toEqual(['ftp 21 data none none'])
  expect(ports(reading(listed))).toEqual(['ftp 21 data none ?'])
})

it('says that passwords come in clear text', () => {
  expect(seen(users)).toEqual(['ssl_enable unsafe 1'])
  expect(seen(`${users}ssl_enable=YES\nforce_local_logins_ssl=NO\n`)).toEqual(['force_local_logins_ssl unsafe 6'])
  expect(seen(`${users}ssl_enable=YES\n`)).toEqual([])
  expect(seen(`${users}listen_address=127.0.0.1\n`)).toEqual([])
})

it('reads a mask as vsftpd does', () => {
  expect(['077', '77', '022', '0', '09', 'x', '9x'].map(numberValue)).toEqual([0o77, 77, 0o22, 0, 0, 0, 9])
  expect(seen(`${users}ssl_enable=YES\nlocal_umask=77\n`)).toEqual(['local_umask unsafe 6'])
})

it('knows keys that do nothing', () => {
  expect(dead('force_local_data_ssl=YES\nforce_anon_data_ssl=NO\n')).toEqual(['force_local_data_ssl 1'])
  expect(dead('userlist_file=/x\n')).toEqual(['userlist_file 1'])
  expect(dead('listen_address=127.0.0.1\nlisten_ipv6=YES\n')).toEqual(['listen_address 1'])
  expect(dead('anonymous_enable=NO\nanonymous_enable=no\nanonymous_enable=TRUE\n')).toEqual(['anonymous_enable 1', 'anonymous_enable 2'])
  expect(dead('ssl_enable=YES\nvalidate_cert=YES\n')).toEqual(['validate_cert 2'])
})

it('reads files and options of the command line in their order', () => {
  const read = (...command: readonly string[]) =>
    vsftpd.read(
      component({
        form: 'process',
        command: ['/usr/sbin/vsftpd', ...command],
        files: { '/etc/vsftpd.conf': 'listen_port=1\n', '/a': 'listen_port=2\n' },
      }),
      undefined,
    )
  expect(read('-olisten_port=3').listeners?.[0]?.port).toBe(1)
  expect(read('-olisten_port=3', '/a').listeners?.[0]?.port).toBe(2)
  expect(read('/a', '-olisten_port=3').listeners?.[0]?.port).toBe(3)
  expect(read('/none').gaps?.[0]?.why).toContain('/none is not here')
})

it('says where vsftpd gives up', () => {
  expect(gaps('ssl_enabled=YES\n')).toEqual(['vsftpd has no such key: vsftpd does not start with this line'])
  expect(gaps('ssl_enable = YES\n')[0]).toContain('a blank stands in front of =')
  expect(gaps('ssl_enable=YES \n')[0]).toContain('a blank or a carriage return')
  expect(gaps(' # set in\n')[0]).toContain('first column')
  expect(gaps('local_enable\n')[0]).toContain('no value')
  expect(gaps('ftpd_banner\nlocal_umask=x\n\n  \n#\nssl_tlsv1_2=YES\n')).toEqual([])
  expect(gaps('anonymous_enable=NO\nlisten=YES\nlisten_ipv6=YES\n')).toHaveLength(2)
})

it('knows a certificate that anybody can make', () => {
  expect(seen(`${users}ssl_enable=YES\nrequire_cert=YES\n`)).toEqual(['validate_cert unsafe 6'])
  expect(seen(`${users}ssl_enable=YES\nrequire_cert=YES\nvalidate_cert=YES\n`)).toEqual([])
})

it('reads what is taken back for one user', () => {
  const files = { '/etc/users/ann': 'chroot_local_user=NO\nlocal_umask=077\n', '/etc/users/bob': 'local_root=/srv/bob\n' }
  const { observations = [] } = reading(`${users}ssl_enable=YES\nuser_config_dir=/etc/users\n`, files)
  const found = observations.filter(({ message }) => message.startsWith('for one user'))
  expect(found.map(({ key, trail }) => [key, trail[0]?.file, trail[0]?.line])).toEqual([['chroot_local_user', 'ann', 1]])
})

it('never throws, whatever stands in the file', () => {
  const word = fc.constantFrom(
    'ssl_enable',
    'listen_port',
    'local_umask',
    'userlist_file',
    '=',
    'YES',
    ' ',
    '\n',
    '\r',
    '#',
    '0x',
    '999999999999',
    '\u0000',
    '{{ x }}',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      expect(reading(words.join('')).listeners).toHaveLength(1)
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(reading(text).listeners).toHaveLength(1)
    }),
  )
})

it('reads the keys and values that were written', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9_ ]{0,12}$/)
  const value = fc.stringMatching(/^[ -~]{0,12}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('', ' ', '\t'), key, value), { maxLength: 8 }), (lines) => {
      const text = lines.map(([blank, name, written]) => `# no\n\n${blank}${name}=${written}\n`).join('')
      const { entries } = parseVsftpdConf(text)
      expect(entries.map((entry) => [entry.key, entry.value])).toEqual(lines.map(([, name, written]) => [name, written]))
      expect(entries.map(({ span }) => text.slice(span.start, span.end))).toEqual(lines.map(([, , written]) => written))
    }),
  )
})

it('is on loopback where it listens there', () => {
  const bind = (text: string) => reading(text).listeners?.[0]?.bind
  expect(told(bind('listen=YES\nlisten_address=127.0.0.1\n')!)).toBe('loopback')
  expect(bind('listen_ipv6=YES\nlisten_address=127.0.0.1\n')).toBeUndefined()
})
