import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { view } from '../../src/model/fact.ts'
import type { ListenerReading, Reading } from '../../src/model/technology.ts'
import { read } from '../../src/technologies/proftpd/read.ts'
import { component } from '../../src/testing/component.ts'
import { told } from '../../src/testing/reading.ts'
import { firstLine, listens, session } from './ftp.ts'
import { unpacked } from './packages.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const { folder: home } = unpacked.proftpd
const server = program('/usr/sbin/proftpd', join(home, 'usr/sbin/proftpd'))
const modules = server === '/usr/sbin/proftpd' ? '/usr/lib/proftpd' : join(home, 'usr/lib/proftpd')

/** Files by name, `proftpd.conf` the one to start with; `PORT`, `OTHER` and `FOLDER` are filled in. */
type Files = Readonly<Record<string, string>>

/** What makes any configuration run here comes first, and so is in force: as nobody, on a port of its own, with one account. */
const own = `DefaultAddress 127.0.0.1\nPort PORT\nUser nobody\nGroup nogroup\nModulePath ${modules}\nScoreboardFile FOLDER/scores\nPidFile FOLDER/pid\nDelayEngine off\nWtmpLog off\nUseReverseDNS off\nUseIPv6 off\nControlsEngine off\nSystemLog FOLDER/log\nTransferLog FOLDER/xferlog\n`
const accounts =
  '<Global>\nAuthOrder mod_auth_file.c\nAuthUserFile FOLDER/users\nAuthGroupFile FOLDER/groups\nRequireValidShell off\nWtmpLog off\nTransferLog NONE\n</Global>\n'
const certificate = 'TLSRSACertificateFile FOLDER/c.pem\nTLSRSACertificateKeyFile FOLDER/k.pem\n'
const tls = `TLSEngine on\n${certificate}`
const anonymous = '<Anonymous FOLDER>\nUser ftp\nGroup ftp\nUserAlias anonymous ftp\n'
const one = (text: string): Files => ({ 'proftpd.conf': `${own}LoadModule mod_tls.c\nLoadModule mod_sftp.c\n${text}${accounts}` })
const example = (kind: string, names: readonly string[]): Files =>
  Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(join(import.meta.dirname, `../../src/technologies/proftpd/examples/${kind}/machine/${name}`), 'utf8')
        .replaceAll('/etc/proftpd', 'FOLDER')
        .replaceAll(/^ModulePath.*$/gm, '')
        .replaceAll(
          /(TLSRSACertificate(?:Key)?File) .*\.(.).*/g,
          (_, key: string, letter: string) => `${key} FOLDER/${letter === 'p' ? 'c' : 'k'}.pem`,
        )
        // only root can shut users in
        .replaceAll(/^ *DefaultRoot.*$/gm, '')
        .replaceAll('User proftpd', 'User nobody')
        .replaceAll('10.1.0.7', '127.0.0.1')
        .replaceAll('Port 2121', 'Port OTHER')
        .replaceAll('TransferLog NONE', '')
        .replaceAll('/var/log/proftpd/proftpd.log', 'FOLDER/log')
        .replaceAll('/var/log/proftpd', 'FOLDER')
        .replaceAll('~ftp', 'FOLDER')
      return [name, name === 'proftpd.conf' ? `${own}${text}${accounts}` : text]
    }),
  )

const configurations: Readonly<Record<string, Files>> = {
  'the defaults of the program': one(''),
  'as Debian has it': one(
    'Include FOLDER/modules.d/\nServerName "Debian"\nServerType standalone\nDeferWelcome off\nDefaultServer on\nDenyFilter \\*.*/\nMaxInstances 30\nUmask 022 022\nAllowOverwrite on\n<IfModule mod_tls.c>\n#TLSEngine on\n</IfModule>\n<IfModule mod_ctrls_admin.c>\nAdminControlsEngine off\n</IfModule>\nInclude FOLDER/none.d/*.conf\n',
  ),
  'our weak example': example('weak', ['proftpd.conf', 'modules.conf']),
  'our hardened example': example('hardened', ['proftpd.conf', 'modules.conf', 'conf.d/tls.conf']),
  'strange but legal': {
    ...one(
      'define TLS\n<ifdefine TLS>\ntlsengine YES # and more\nTLSRSACertificateFile "FOLDER/c.pem"\nTLSRSACertificateKeyFile \\\n  FOLDER/k.pem\n</IFDEFINE>\n<IfDefine !TLS>\nNonsense\n</IfDefine>\nInclude FOLDER/more.d\nTLSRequired off\n',
    ),
    'more.d/a.conf': '# first \\\nTLSRequired off\n',
    'more.d/b.conf': 'TLSRequired auth+data\n',
  },
  'a virtual host takes over nothing': one(`${tls}TLSRequired on\n<VirtualHost 127.0.0.1>\nPort OTHER\n</VirtualHost>\n`),
  'a virtual host has what is global': one(
    `<Global>\n${tls}TLSRequired on\n</Global>\n<VirtualHost 127.0.0.1>\nPort OTHER\nTLSRequired ctrl\n</VirtualHost>\n`,
  ),
  'the last global section wins': one(`${tls}<Global>\nTLSRequired off\n</Global>\n<Global>\nTLSRequired on\nTLSRequired off\n</Global>\n`),
  'SFTP beside FTPS': one(`${tls}TLSRequired on\n<VirtualHost 127.0.0.1>\nPort OTHER\nSFTPEngine on\nSFTPHostKey FOLDER/host\n</VirtualHost>\n`),
  'TLS from the first byte': one(`${tls}TLSOptions UseImplicitSSL\n`),
  'TLS from the first byte, and for data': one(`${tls}TLSOptions AllowDotLogin UseImplicitSSL\nTLSRequired on\n`),
  'addresses that are bound': one('SocketBindTight on\n'),
  'strangers are welcome': one(`${anonymous}</Anonymous>\n`),
  'strangers need a password': one(`${anonymous}AnonRequirePassword on\n</Anonymous>\n`),
  ...Object.fromEntries(
    ['on', 'off', 'ctrl', 'data', 'auth', 'auth+data', 'ctrl+data', '!data', 'auth+!data', 'ctrl+!data'].map((form) => [
      `TLSRequired ${form}`,
      one(`${tls}TLSRequired ${form}\n`),
    ]),
  ),
}

const refused: Readonly<Record<string, Files>> = {
  'a section that is not closed': { 'proftpd.conf': `${own}<Global>\nUmask 077\n` },
  'a section that is not open': { 'proftpd.conf': `${own}</Global>\n` },
  'a value that is none': one('TLSRequired Auth\n'),
  'two values in the other order': one('TLSRequired data+ctrl\n'),
  'a switch that is none': one('RootLogin maybe\n'),
  'an option that is gone': one(`${tls}TLSOptions NoCertRequest\n`),
  'a directive of a module that is not loaded': { 'proftpd.conf': `${own}LoadModule mod_sftp.c\nTLSEngine on\n` },
}

describe.skipIf(isMissing(server))(`proftpd${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('proftpd')
    box.run('/usr/bin/openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'k.pem',
      '-out',
      'c.pem',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    ])
    const hash = box.run('/usr/bin/openssl', ['passwd', '-5', 'pear']).trim()
    const lines = ['somebody', 'ftp'].map((name) => `${name}:${hash}:65534:65534::${box.folder}:/bin/false`).join('\n')
    box.run('/bin/sh', ['-c', 'umask 077; cat > users; echo ftp:x:65534: > groups; mkdir modules.d'], `${lines}\n`)
    box.run('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', 'host'])
  })
  afterAll(async () => box.stop())

  function written(files: Files, port: number, other: number): { readonly main: string; readonly reading: Reading } {
    const folder = join(box.folder, `case-${count++}`)
    const shared = /FOLDER\/(c\.pem|k\.pem|users|groups|host|log|xferlog|scores|pid)\b/g
    const paths = Object.entries(files).map(([name, text]): [string, string] => [
      join(folder, name),
      text.replaceAll(shared, `${box.folder}/$1`).replaceAll('FOLDER', folder).replaceAll('PORT', String(port)).replaceAll('OTHER', String(other)),
    ])
    for (const [path, text] of paths) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      writeFileSync(path, text, { mode: 0o644 })
    }
    const main = join(folder, 'proftpd.conf')
    return { main, reading: read(component({ form: 'process', command: ['proftpd', '-c', main], files: Object.fromEntries(paths) })) }
  }

  const command = (args: readonly string[]): readonly [string, readonly string[]] => [
    '/usr/bin/env',
    [`LD_LIBRARY_PATH=${unpacked.proftpd.libraries}`, server ?? '', ...args],
  ]

  async function both(files: Files): Promise<{ readonly ours: readonly string[]; readonly theirs: readonly string[] }> {
    const [port, other] = [await freePort(), await freePort()]
    const { main, reading } = written(files, port, other)
    const child = box.start(...command(['-n', '-q', '-c', main]))
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    while (child.exitCode === null && !(await listens(port))) await new Promise((resolve) => setTimeout(resolve, 20))
    const { listeners = [] } = reading
    const named = (at: number): string => (at === port ? 'PORT' : 'OTHER')
    const theirs = await Promise.all([port, other].map(async (at) => ((await listens(at)) ? [`${named(at)} ${await behaviour(at)}`] : [])))
    child.kill('SIGKILL')
    await gone
    return { ours: listeners.map((listener) => `${named(listener.port)} ${foretold(listener)}`), theirs: theirs.flat() }
  }

  it.each(Object.keys(configurations))('behaves as we read: %s', async (name) => {
    const { ours, theirs } = await both(configurations[name]!)
    expect(ours).toEqual(theirs)
  })

  it('behaves as we read, wherever directives stand', { timeout: 180_000 }, async () => {
    const line = fc.oneof(
      fc.constantFrom('on', 'YES', 'off', '0').map((value) => `TLSEngine ${value}`),
      fc.constantFrom('on', 'off', 'ctrl', 'data', 'auth+data').map((value) => `TLSRequired ${value}`),
    )
    const lines = fc.array(line, { maxLength: 3 }).map((all) => all.map((each) => `${each}\n`).join(''))
    const sections = fc.tuple(lines, lines, lines, lines, lines)
    await fc.assert(
      fc.asyncProperty(sections, async ([first, global, host, later, last]) => {
        const text = `${first}<Global>\n${certificate}${global}</Global>\n<VirtualHost 127.0.0.1>\nPort OTHER\n${host}</VirtualHost>\n<Global>\n${later}</Global>\n${last}`
        const { ours, theirs } = await both(one(text))
        expect([text, ...ours]).toEqual([text, ...theirs])
      }),
      { numRuns: 40 },
    )
  })

  it.each(['SSLv23', 'ALL -SSLv3', 'ALL -SSLv3 -TLSv1 -TLSv1.1', 'TLSv1', 'TLSv1.2 TLSv1.3', 'TLSv1 TLSv1.1 TLSv1.2', 'TLSv1.2'])(
    'offers old versions of TLS as we read: %s',
    async (versions) => {
      const port = await freePort()
      const { main, reading } = written(one(`${tls}TLSCipherSuite ALL:@SECLEVEL=0\nTLSProtocol ${versions}\n`), port, 1)
      const child = box.start(...command(['-n', '-q', '-c', main]))
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      while (!(await listens(port))) await new Promise((resolve) => setTimeout(resolve, 20))
      const line = `for v in tls1 tls1_1; do echo QUIT | openssl s_client -$v -cipher ALL:@SECLEVEL=0 -starttls ftp -connect 127.0.0.1:${port} 2>&1; done; true`
      const isOld = box.run('/bin/sh', ['-c', line]).includes('New, TLSv1.0, Cipher is ECDHE')
      child.kill('SIGKILL')
      await gone
      expect(reading.observations?.find(({ key }) => key === 'TLSProtocol')?.verdict).toBe(isOld ? 'unsafe' : 'safe')
    },
  )

  it.each(Object.keys(refused))('refuses what we say it refuses: %s', (name) => {
    const { main, reading } = written(refused[name]!, 2121, 1)
    expect(() => box.run(...command(['-t', '-c', main]))).toThrow('Command failed')
    expect(reading.gaps?.filter(({ why }) => why.includes('does not start'))).toHaveLength(1)
  })

  it.each(Object.keys(configurations))('takes the file that we read: %s', (name) => {
    const { main, reading } = written(configurations[name]!, 2121, 2122)
    expect(() => box.run(...command(['-t', '-c', main]))).not.toThrow()
    expect(reading.gaps?.filter(({ why }) => why.includes('does not start'))).toEqual([])
  })
})

function foretold({ protocol, tls: encryption, authentication, bind }: ListenerReading): string {
  const seen = bind === undefined ? undefined : view(bind)
  const where = seen?.known === true ? seen.value : 'all'
  return `${protocol} ${told(encryption)} ${told(authentication)} ${where}`
}

/** Asks the server what a client could: TLS, a log-in without it, strangers, and data in clear text. */
async function behaviour(port: number): Promise<string> {
  const bind = (await listens(port, '127.0.0.2')) ? 'all' : 'loopback'
  const greeting = await firstLine(port)
  if (greeting.startsWith('SSH-')) return `sftp required password ${bind}`
  const implicit = greeting === ''
  const plain = implicit ? undefined : await session(port)
  const isClear = (await plain?.say('USER somebody')) === '331' && (await plain?.say('PASS pear')) === '230'
  plain?.close()
  const talk = await session(port, implicit)
  const isOffered = implicit || ((await talk.say('AUTH TLS')) === '234' && (await talk.secure()))
  const said: string[] = []
  if (isOffered) for (const command of ['USER somebody', 'PASS pear', 'PBSZ 0', 'PROT C']) said.push(await talk.say(command))
  talk.close()
  expect(said.slice(0, 2)).toEqual(isOffered ? ['331', '230'] : [])
  const level = !isOffered ? 'none' : isClear || said[3] !== '534' ? 'optional' : 'required'
  const stranger = await session(port, implicit)
  if (isOffered && !implicit && (await stranger.say('AUTH TLS')) === '234') await stranger.secure()
  await stranger.say('USER anonymous')
  const isWelcome = stranger.last().includes('Anonymous login ok')
  stranger.close()
  return `ftp ${level} ${isWelcome ? 'none' : 'password'} ${bind}`
}
