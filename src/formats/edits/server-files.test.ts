import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tried, wordLine, words } from '../../../test/edits.ts'
import { parseCuttlefish } from '../cuttlefish.ts'
import type { Change } from '../edit.ts'
import { applyEdits } from '../edit.ts'
import { parseKrb5 } from '../krb5.ts'
import { parseLdif } from '../ldif.ts'
import { parseProftpdConf } from '../proftpd-conf.ts'
import { parseSlapdConf } from '../slapd-conf.ts'
import { parseSshConfig } from '../ssh-config.ts'
import { parseVsftpdConf } from '../vsftpd-conf.ts'
import { proftpdConfEdits } from './httpd.ts'
import { krb5Edits } from './krb5.ts'
import { ldifEdits } from './ldif.ts'
import { rabbitmqConfEdits } from './rabbitmq-conf.ts'
import { slapdConfEdits } from './slapd-conf.ts'
import { sshConfigEdits } from './ssh-config.ts'
import { vsftpdConfEdits } from './vsftpd-conf.ts'

type Path = readonly string[]

const text = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9/.:]{0,8}$/),
  fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '{', '}', '#', '<', '\n', '\t', '\r', '=', ':', '\u00e9'), maxLength: 5 }),
)
const row = (name: string, value: unknown): string => JSON.stringify([name, value])

tried<Path, string>('vsftpd.conf', {
  editor: vsftpdConfEdits,
  read: (file) => parseVsftpdConf(file).entries.map(({ key, value }) => row(key, value)),
  pieces: ['ssl_enable=NO\n', 'listen=YES\n', '#ssl_enable=YES\n', '# c\n', '\n', 'ssl_enable = NO\n', ' anon_root=/srv/a b\n', 'listen\n'],
  paths: [
    [['ssl_enable'], 'ssl_enable'],
    [['anon_root'], 'anon_root'],
    [['new'], 'new'],
  ],
  value: text,
  line: row,
  plain: 'YES',
})

tried<Path, string>('rabbitmq.conf', {
  editor: rabbitmqConfEdits,
  read: (file) => {
    const { entries, includes } = parseCuttlefish(file)
    return [...entries.map(({ key, value }) => row(key, value)), ...includes.map(({ path }) => row('include', path))]
  },
  pieces: [
    'listeners.tcp.default = 5672\n',
    'default_pass=a b # c\n',
    "default_pass = 'a#b'\n",
    '# heartbeat = 1\n',
    'include conf.d/a.conf\n',
    '\n',
    'loopback_users.a\\.b = true\n',
  ],
  paths: [
    [['listeners.tcp.default'], 'listeners.tcp.default'],
    [['default_pass'], 'default_pass'],
    [['loopback_users.a.b'], 'loopback_users.a.b'],
    [['heartbeat'], 'heartbeat'],
  ],
  value: text,
  line: row,
  plain: 'true',
})

tried<Path, readonly string[]>('sshd_config', {
  editor: sshConfigEdits,
  read: (file) => {
    let block = ''
    return parseSshConfig(file).lines.map(({ keyword, args }) => {
      if (keyword === 'match') block = ` in ${args.join(' ')}`
      return wordLine(`${keyword}${block}`, args)
    })
  },
  pieces: [
    'PermitRootLogin yes\n',
    'permitrootlogin=no # c\n',
    '#X11Forwarding yes\n',
    'Include /etc/ssh/sshd_config.d/*.conf\n',
    'AcceptEnv LANG "LC_*"\n',
    'Match User a\n',
    '    X11Forwarding no\n',
    '\n',
  ],
  paths: [
    [['PermitRootLogin'], 'permitrootlogin'],
    [['AcceptEnv'], 'acceptenv'],
    [['new'], 'new'],
    [['Match User a', 'X11Forwarding'], 'x11forwarding in User a'],
  ],
  value: words,
  line: wordLine,
  plain: ['no'],
})

tried<Path, string>('krb5.conf', {
  editor: krb5Edits,
  read: (file) => parseKrb5(file).items.map((item) => ('kind' in item ? row(item.kind, item.path) : row(item.path.join(' '), item.value))),
  pieces: [
    '[libdefaults]\n',
    '    default_realm = SHOP.EXAMPLE\n',
    '[realms]\n    SHOP = {\n        kdc = a.example\n        kdc = b.example\n    }\n',
    '# default_realm = OTHER\n',
    '\n',
    '  forwardable = "true"\n',
    'include /etc/more.conf\n',
  ],
  paths: [
    [['libdefaults', 'default_realm'], 'libdefaults default_realm'],
    [['libdefaults', 'allow_weak_crypto'], 'libdefaults allow_weak_crypto'],
    [['logging', 'kdc'], 'logging kdc'],
    [['realms', 'SHOP', 'kdc'], 'realms SHOP kdc'],
  ],
  value: text,
  line: row,
  plain: 'false',
})

tried<Path, readonly string[]>('slapd.conf', {
  editor: slapdConfEdits,
  read: (file) => {
    let databases = 0
    return parseSlapdConf(file).lines.map(({ name, args }) => {
      if (name === 'database') databases++
      return wordLine(`${name}${databases === 0 ? '' : ` in ${databases}`}`, args)
    })
  },
  pieces: [
    'include /a.schema\n',
    'TLSProtocolMin 3.1\n',
    'database mdb\n',
    'rootpw "a b"\n',
    'access to *\n  by self write\n\tby * read\n',
    '# a comment\n',
    '# rootpw = x\n  that goes on\n',
    '\n',
  ],
  paths: [
    [['', 'TLSProtocolMin'], 'tlsprotocolmin'],
    [['', 'security'], 'security'],
    [['0', 'rootpw'], 'rootpw in 1'],
    [['1', 'access'], 'access in 2'],
  ],
  value: words,
  line: wordLine,
  plain: ['a', 'b'],
})

tried<Path, string>('LDIF', {
  editor: ldifEdits,
  read: (file) =>
    parseLdif(file).entries.flatMap(({ dn, attributes, changes }) => [
      row('dn', dn),
      ...attributes.map(({ name, value }) => row(`${dn} ${name.toLowerCase()}`, value)),
      ...changes.map(({ operation, values }) =>
        row(
          operation,
          values.map(({ value }) => value),
        ),
      ),
    ]),
  pieces: [
    'dn: cn=config\nolcSecurity: ssf=1\n\n',
    'dn: cn=config\nobjectClass: a\nolcRootPW:: c2VjcmV0\n\n',
    'dn: cn=b\nchangetype: modify\nadd: x\nx: 1\n-\n\n',
    '# c\n',
    'dn: cn=long\nolcAccess: to *\n  by * read\ncn: long\n\n',
    'include: file:///a\n\n',
    '\n',
  ],
  paths: [
    [['cn=config', 'olcSecurity'], 'cn=config olcsecurity'],
    [['cn=config', 'olcRootPW'], 'cn=config olcrootpw'],
    [['cn=long', 'olcAccess'], 'cn=long olcaccess'],
    [['cn=long', 'new'], 'cn=long new'],
  ],
  value: text,
  line: row,
  plain: 'a',
})

tried<readonly (string | number)[], readonly string[]>('proftpd.conf', {
  editor: proftpdConfEdits,
  read: (file) => parseProftpdConf(file).map(({ kind, name, args }) => wordLine(`${kind} ${name.toLowerCase()}`, args)),
  pieces: [
    'TLSEngine off # c\n',
    'ServerName "a \\"b\\""\n',
    '<VirtualHost 10.0.0.1>\n  Port 2121\n  TLSRequired off\n</VirtualHost>\n',
    '<Global>\n</Global>\n',
    '# c\n',
    '\n',
    'Umask 022 \\\n 077\n',
  ],
  paths: [
    [['TLSEngine'], 'directive tlsengine'],
    [['VirtualHost 10.0.0.1', 'TLSRequired'], 'directive tlsrequired'],
    [['Global', 0, 'new'], 'directive new'],
    [['Umask'], 'directive umask'],
  ],
  value: words,
  line: wordLine,
  plain: ['on'],
})

describe('edits of files of servers', () => {
  const edited = (file: string, change: ReturnType<typeof vsftpdConfEdits.set>): string => applyEdits(file, (change as Change).edits)

  it('change what counts, where it stands', () => {
    const sshd = 'Port 22\nPermitRootLogin yes # for now\nPermitRootLogin no\nMatch User a\n  X11Forwarding yes\n'
    expect(edited(sshd, sshConfigEdits.set(sshd, ['permitrootlogin'], ['no']))).toBe(
      'Port 22\nPermitRootLogin no\nPermitRootLogin no\nMatch User a\n  X11Forwarding yes\n',
    )
    expect(edited(sshd, sshConfigEdits.set(sshd, ['MaxAuthTries'], ['3']))).toBe(sshd.replace('Match', 'MaxAuthTries 3\nMatch'))
    const slapd = '# 1\nTLSProtocolMin 3.1\ndatabase mdb\nsuffix "dc=a"\n\ndatabase config\n'
    expect(edited(slapd, slapdConfEdits.set(slapd, ['0', 'security'], ['ssf=128']))).toBe(slapd.replace('"dc=a"\n', '"dc=a"\nsecurity ssf=128\n'))
    expect(edited(slapd, slapdConfEdits.set(slapd, ['', 'security'], ['ssf=128']))).toBe(slapd.replace('3.1\n', '3.1\nsecurity ssf=128\n'))
    const realm = '[libdefaults]\n\tdefault_realm = A\n[realms]\n\tA = {\n\t\tkdc = a\n\t}\n'
    expect(edited(realm, krb5Edits.set(realm, ['realms', 'A', 'admin_server'], 'b'))).toBe(
      realm.replace('kdc = a\n', 'kdc = a\n\t\tadmin_server = b\n'),
    )
    const entry = 'dn: cn=config\nolcSecurity: ssf=0\n'
    expect(edited(entry, ldifEdits.set(entry, ['CN=Config', 'olcsecurity'], ' x'))).toBe('dn: cn=config\nolcSecurity:: IHg=\n')
  })
})
