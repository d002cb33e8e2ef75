import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { effective, readConfiguration } from '../../src/technologies/openssh/configuration.ts'
import type { Connection } from '../../src/technologies/openssh/match.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

// it reads keys of the host and separates its rights, which root alone may
const sshd = process.getuid?.() === 0 ? program('/usr/sbin/sshd') : undefined
const keygen = program('/usr/bin/ssh-keygen')

const person = (user: string, address: string, more: Partial<Connection> = {}): Connection => ({
  user,
  groups: groups[user] ?? [],
  address,
  host: address,
  ...more,
})
/** Users that every Debian has, and their groups. */
const groups: Readonly<Record<string, readonly string[]>> = { root: ['root'], games: ['games'], man: ['man'], backup: ['backup'] }

const connections: readonly (Connection | undefined)[] = [
  undefined,
  person('root', '10.1.2.3'),
  person('games', '203.0.113.9', { host: 'far.example.net' }),
  person('man', '2001:db8::7', { localAddress: '10.0.0.1', localPort: 2222 }),
  person('backup', '192.0.2.200', { host: 'backup.internal', localPort: 22 }),
]

const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'the defaults': { sshd_config: '' },
  'as Debian brings it': {
    sshd_config:
      'Include FOLDER/sshd_config.d/*.conf\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\nPrintMotd no\nAcceptEnv LANG LC_*\nSubsystem\tsftp\t/usr/lib/openssh/sftp-server\n',
    'sshd_config.d/50-cloud.conf': 'PasswordAuthentication no\n',
    'sshd_config.d/90-late.conf': 'PasswordAuthentication yes\nAcceptEnv EDITOR\n',
    'sshd_config.d/off.conf.bak': 'PermitRootLogin yes\n',
  },
  'hardened with blocks': {
    sshd_config: `PermitRootLogin no
PasswordAuthentication no
AllowGroups root games
Ciphers aes256-gcm@openssh.com,aes256-ctr
LoginGraceTime 30
Match Address 10.0.0.0/8,2001:db8::/32,!10.9.0.0/16
    PasswordAuthentication yes
    MaxAuthTries 2
Match User root Host *
    PermitRootLogin prohibit-password
    MaxAuthTries 9
Match Group backup,man
    AllowGroups backup man
    ForceCommand internal-sftp -u 0027
Match all
    X11Forwarding no
    PasswordAuthentication no
`,
  },
  'weak, and written twice': {
    sshd_config:
      'Port 22\nPort 2222\nListenAddress 127.0.0.1\nPermitRootLogin yes\nPermitRootLogin no\nPermitEmptyPasswords yes\nMaxAuthTries 10\nUsePAM no\nMACs +hmac-md5\nKexAlgorithms -ecdh-*\nPermitUserEnvironment yes\nGatewayPorts clientspecified\n',
  },
  'strange but legal': {
    sshd_config: `\tpermitrootlogin = "forced-commands-only"   # why not
ChallengeResponseAuthentication=no
"PasswordAuthentication"  no
Banner "/etc/a file"
ClientAliveInterval 1m30s
AllowUsers root@10.* "games"
AllowUsers man
DenyUsers nobody
LogLevel verbose
Match LocalPort 2222 LocalAddress 10.0.0.0/24
  X11Forwarding yes
Match Host *.internal,!far.* User b*,!bac?up
  X11Forwarding yes
Match Host "*.internal" User b*
  AllowTcpForwarding local
  Include FOLDER/nested.conf
Match User *
  MaxSessions 4
`,
    'nested.conf': 'MaxSessions 2\nMatch User backup\n  AllowAgentForwarding no\nMatch User games\n  AllowStreamLocalForwarding no\n',
  },
  'included at both ends': {
    sshd_config:
      'Include FOLDER/a.conf FOLDER/none-*.conf\nX11Forwarding yes\nMatch User games\n  PermitTTY no\n  Include FOLDER/b*.conf\n  MaxAuthTries 1\n',
    'a.conf': 'X11Forwarding no\nMatch Address 203.0.113.0/24\n  GatewayPorts yes\n',
    'b1.conf': 'MaxAuthTries 3\nPermitTTY yes\n',
    'b2.conf': 'MaxAuthTries 5\nBanner none\n',
  },
}

/** Keywords whose effective value is compared; names of algorithms are left out, as sshd expands them. */
const single = [
  'permitrootlogin', 'passwordauthentication', 'kbdinteractiveauthentication', 'pubkeyauthentication', 'permitemptypasswords', 'usepam', 'maxauthtries',
  'maxsessions', 'x11forwarding', 'allowtcpforwarding', 'allowagentforwarding', 'allowstreamlocalforwarding', 'gatewayports', 'permittunnel', 'permittty',
  'permituserenvironment', 'hostbasedauthentication', 'ignorerhosts', 'strictmodes', 'forcecommand', 'banner', 'loglevel', 'authenticationmethods',
] // prettier-ignore
const lists = ['port', 'acceptenv', 'allowusers', 'allowgroups', 'denyusers']

/** What sshd says where nothing is written (9.2). */
const defaults: Readonly<Record<string, string>> = {
  permitrootlogin: 'without-password', passwordauthentication: 'yes', kbdinteractiveauthentication: 'yes', pubkeyauthentication: 'yes', permitemptypasswords: 'no',
  usepam: 'no', maxauthtries: '6', maxsessions: '10', x11forwarding: 'no', allowtcpforwarding: 'yes', allowagentforwarding: 'yes', allowstreamlocalforwarding: 'yes',
  gatewayports: 'no', permittunnel: 'no', permittty: 'yes', permituserenvironment: 'no', hostbasedauthentication: 'no', ignorerhosts: 'yes', strictmodes: 'yes',
  forcecommand: 'none', banner: 'none', loglevel: 'info', authenticationmethods: 'any', port: '22',
} // prettier-ignore

describe.skipIf(isMissing(sshd))(`sshd${reason(sshd)}`, () => {
  let box: Sandbox
  let key = ''
  beforeAll(() => {
    box = sandbox('sshd')
    mkdirSync('/run/sshd', { recursive: true })
    key = join(box.folder, 'host')
    execFileSync(keygen ?? '', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  })
  afterAll(() => box.stop())

  function dump(path: string, connection: Connection | undefined): ReadonlyMap<string, string> {
    const { user = '', address = '', host = '', localAddress = '10.0.0.1', localPort = 22 } = connection ?? {}
    const who = connection === undefined ? [] : ['-C', `user=${user},host=${host},addr=${address},laddr=${localAddress},lport=${localPort}`]
    const text = execFileSync(sshd ?? '', ['-T', '-f', path, '-h', key, ...who], {
      encoding: 'utf8',
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const found = new Map<string, string>()
    for (const line of text.split('\n')) {
      const [name = '', ...rest] = line.split(' ')
      const before = found.get(name)
      found.set(name, before === undefined ? rest.join(' ') : `${before} ${rest.join(' ')}`)
    }
    return found
  }

  it.each(Object.entries(configurations))('has in force what we read: %s', (name, files) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    const written = Object.fromEntries(Object.entries(files).map(([file, text]) => [join(folder, file), text.replaceAll('FOLDER', folder)]))
    for (const [path, text] of Object.entries(written)) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    const path = join(folder, 'sshd_config')
    const configuration = readConfiguration(component({ form: 'process', command: ['sshd', '-f', path], files: written }), [])
    for (const connection of connections) {
      // sshd refuses to speak of everybody where a block asks for the port
      if (connection === undefined && Object.values(files).some((text) => text.includes('LocalPort'))) continue
      const theirs = dump(path, connection)
      const complete = connection === undefined ? undefined : { localAddress: '10.0.0.1', localPort: 22, ...connection }
      const ours = effective(configuration, complete)
      const told = Object.fromEntries([
        ...single.map((each) => [each, same(ours.get(each)?.[0]?.value.value ?? defaults[each] ?? '')]),
        ...lists.map((each) => [each, (ours.get(each) ?? []).flatMap(({ args }) => args).join(' ') || (defaults[each] ?? '')]),
      ])
      expect(told, `for ${connection?.user ?? 'all'}`).toEqual(
        Object.fromEntries([...single, ...lists].map((each) => [each, same(theirs.get(each) ?? '')])),
      )
    }
  })
})

/** Two words for one thing, and words without case. */
function same(value: string): string {
  return value === 'prohibit-password' ? 'without-password' : /^[A-Z]+$/.test(value) ? value.toLowerCase() : value
}
