import { chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { view } from '../../src/model/fact.ts'
import type { Reading } from '../../src/model/technology.ts'
import { read } from '../../src/technologies/vsftpd/read.ts'
import { component } from '../../src/testing/component.ts'
import { told } from '../../src/testing/reading.ts'
import { listens, session } from './ftp.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/vsftpd')

/** The one password of the lists of passwords. */
const listed = 'somebody'

interface Case {
  /** The last file and all in front of it, by name; `PORT` and `FOLDER` are filled in. */
  readonly files: Readonly<Record<string, string>>
  /** Files by name, options as they are. */
  readonly words?: readonly string[]
}

/** What makes any configuration run here: as nobody, on a port of its own, with a certificate that is there. */
const own =
  'run_as_launching_user=YES\nbackground=NO\nlisten_port=PORT\nsecure_chroot_dir=FOLDER\nanon_root=FOLDER/files\nmax_per_ip=0\ndelay_failed_login=0\nvsftpd_log_file=FOLDER/log\nxferlog_file=FOLDER/xferlog\n'
const certificate = 'rsa_cert_file=FOLDER/c.pem\nrsa_private_key_file=FOLDER/k.pem\n'
const example = (kind: string): string =>
  readFileSync(join(import.meta.dirname, `../../src/technologies/vsftpd/examples/${kind}/machine/vsftpd.conf`), 'utf8')
const one = (text: string): Case => ({ files: { 'vsftpd.conf': `${text}\n${own}${certificate}` } })

const configurations: Readonly<Record<string, Case>> = {
  'the defaults of the program': one('listen=YES'),
  'the file of Debian': one(
    'listen=NO\nlisten_ipv6=YES\nanonymous_enable=NO\nlocal_enable=YES\ndirmessage_enable=YES\nuse_localtime=YES\nxferlog_enable=YES\nconnect_from_port_20=YES\npam_service_name=vsftpd\nssl_enable=NO\n',
  ),
  'our weak example': one(example('weak')),
  'our hardened example': one(`${example('hardened').replace('/etc/vsftpd.user_list', 'FOLDER/users')}`),
  'files and options of the command line': {
    files: { 'first.conf': `anonymous_enable=NO\nssl_enable=NO\n${own}`, 'second.conf': `ssl_enable=YES\n${certificate}` },
    words: ['-oanonymous_enable=YES', '-olocal_enable=NO', 'first.conf', '-olisten=YES', '-olisten_ipv6=NO', 'second.conf', '-olocal_enable=TRUE'],
  },
  'strange but legal': one(
    'listen=1\n \tanonymous_enable=tRuE\nanonymous_enable=faLSE\n\n   \n\tlocal_enable=1\nftpd_banner\nlisten_address=\nlocal_umask=9x\nmax_per_ip=\\\nssl_enable=TRUE\nforce_local_logins_ssl=0\n',
  ),
  'TLS for strangers as well': one(
    'listen=YES\nssl_enable=YES\nlocal_enable=YES\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES\nallow_anon_ssl=YES\n',
  ),
  'TLS for the log-in of strangers alone': one('listen=YES\nssl_enable=YES\nlocal_enable=YES\nforce_anon_logins_ssl=YES\n'),
  'TLS from the first byte': one('listen=YES\nlisten_address=127.0.0.1\nssl_enable=YES\nimplicit_ssl=YES\nlocal_enable=YES\nanonymous_enable=NO\n'),
  'a list of those who may': one('listen=YES\nlocal_enable=YES\nuserlist_enable=YES\nuserlist_deny=NO\nuserlist_file=FOLDER/users\n'),
  'a list of passwords': one('listen=YES\nsecure_email_list_enable=YES\nemail_password_file=FOLDER/users\n'),
  'IPv6 does not look at the address of IPv4': one('listen=NO\nlisten_ipv6=YES\nlisten_address=127.0.0.1\nlocal_enable=YES\nanonymous_enable=NO\n'),
}

const refused: Readonly<Record<string, string>> = {
  'a key that it does not know': 'ssl_enabled=YES',
  'a blank in front of =': 'local_enable =YES',
  'a blank behind =': 'local_enable= YES',
  'a blank at the end': 'local_enable=YES ',
  'a carriage return': 'local_enable=YES\r',
  'a comment that is set in': ' # local users',
  'no value': 'local_enable=',
  'no =': 'local_enable',
  'a word that is no switch': 'local_enable=on',
  'two families': 'listen_ipv6=YES',
}

describe.skipIf(isMissing(server))(`vsftpd${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('vsftpd')
    const [key, pem] = [join(box.folder, 'k.pem'), join(box.folder, 'c.pem')]
    box.run('/usr/bin/openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      pem,
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    ])
    for (const name of ['users', 'hello']) box.run('/bin/sh', ['-c', `echo somebody > ${name}`])
    box.run('/bin/mkdir', ['-m', '700', 'files', 'files/in'])
  })
  afterAll(async () => box.stop())

  async function start({ files, words }: Case): Promise<Running> {
    const folder = join(box.folder, `case-${count++}`)
    const port = await freePort()
    mkdirSync(folder, { mode: 0o755 })
    const full = (text: string): string => text.replaceAll('FOLDER', box.folder).replaceAll('PORT', String(port))
    const paths = Object.fromEntries(Object.entries(files).map(([name, text]) => [join(folder, name), full(text)]))
    for (const [path, text] of Object.entries(paths)) {
      writeFileSync(path, text, { mode: 0o644 })
      // it refuses files of others
      if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534)
    }
    const command = (words ?? Object.keys(files)).map((word) => (word in files ? join(folder, word) : word))
    const child = box.start(server ?? '', command)
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    while (child.exitCode === null && !(await listens(port))) await new Promise((resolve) => setTimeout(resolve, 10))
    const users = readFileSync(join(box.folder, 'users'), 'utf8')
    const input = component({ form: 'process', command: ['vsftpd', ...command], files: { ...paths, [join(box.folder, 'users')]: users } })
    const stop = async (): Promise<void> => {
      child.kill('SIGKILL')
      await gone
    }
    return { port, runs: child.exitCode === null, reading: read(input), stop }
  }

  it.each(Object.keys(configurations))('behaves as we read: %s', async (name) => {
    const running = await start(configurations[name]!)
    expect(running.runs).toBe(true)
    const seen = await behaviour(running.port)
    await running.stop()
    expect(seen).toEqual(foretold(running.reading))
    expect(refusals(running.reading)).toEqual([])
  })

  it.each(Object.entries(refused))('refuses what we say it refuses: %s', async (_name, line) => {
    const running = await start(one(`listen=YES\n${line}`))
    await running.stop()
    expect(running.runs).toBe(false)
    expect(refusals(running.reading)).toHaveLength(1)
  })

  it('behaves as we read, whatever switches are written', { timeout: 120_000 }, async () => {
    const name = fc.constantFrom(
      'anonymous_enable',
      'local_enable',
      'ssl_enable',
      'ssl_enable',
      'force_local_logins_ssl',
      'force_anon_logins_ssl',
      'force_anon_data_ssl',
      'allow_anon_ssl',
      'implicit_ssl',
      'userlist_enable',
      'userlist_deny',
      'secure_email_list_enable',
    )
    const line = fc.tuple(name, fc.constantFrom('YES', 'yes', 'TRUE', '1', 'NO', 'False', '0')).map(([key, value]) => `${key}=${value}`)
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 10 }), async (lines) => {
        const text = `listen=YES\n${lines.join('\n')}\nuserlist_file=FOLDER/users\nemail_password_file=FOLDER/users\n`
        const running = await start(one(text))
        const isNobodys = running.reading.gaps?.some(({ why }) => why.includes('turns everybody away')) === true
        const seen = isNobodys ? undefined : await behaviour(running.port)
        await running.stop()
        expect([text, seen]).toEqual([text, isNobodys ? undefined : foretold(running.reading)])
      }),
      { numRuns: 60 },
    )
  })

  it.each(['077', '77', '022', '22', '0', '027', '66x', '09'])('leaves to others what we say with a mask of %s', async (mask) => {
    const running = await start(one(`listen=YES\nwrite_enable=YES\nanon_upload_enable=YES\nanon_umask=${mask}`))
    const talk = await session(running.port)
    const name = `m${mask}`
    for (const command of ['USER ftp', 'PASS x', 'CWD in', 'EPSV']) await talk.say(command)
    const data = Number(/\|\|\|(\d+)\|/.exec(talk.last())?.[1])
    const sent = talk.say(`STOR ${name}`)
    expect(await listens(data)).toBe(true)
    await sent
    await talk.say('NOOP')
    talk.close()
    await running.stop()
    const isOpen = (statSync(join(box.folder, 'files/in', name)).mode & 0o002) !== 0
    const rule = running.reading.observations?.find(({ key }) => key === 'anon_umask')
    expect(rule?.verdict).toBe(isOpen ? 'unsafe' : 'safe')
  })
})

interface Running {
  readonly port: number
  readonly runs: boolean
  readonly reading: Reading
  readonly stop: () => Promise<void>
}

interface Behaviour {
  readonly tls: string
  readonly authentication: string
  readonly bind: string
}

function refusals({ gaps = [] }: Reading): readonly string[] {
  return gaps.flatMap(({ why }) => (/does not start/.test(why) ? [why] : []))
}

function foretold({ listeners = [] }: Reading): Behaviour {
  const [listener] = listeners
  const bind = listener?.bind === undefined ? undefined : view(listener.bind)
  return {
    tls: listener === undefined ? '?' : told(listener.tls),
    authentication: listener === undefined ? '?' : told(listener.authentication),
    bind: bind?.known === true ? bind.value : 'all',
  }
}

/** Asks the server what a client could: TLS, names without it, strangers, and data in clear text. */
async function behaviour(port: number): Promise<Behaviour> {
  const implicit = await handshakes(port)
  const explicit = !implicit && (await startsTls(port))
  const plain = !implicit && (await accepts(port, 'somebody', 'none'))
  const layers: readonly Layer[] = implicit ? ['implicit'] : explicit ? ['none', 'explicit'] : ['none']
  const all = await Promise.all(layers.flatMap((layer) => ['guest@', listed].map((password) => anonymous(port, layer, password))))
  const inClear = plain || all.some(({ layer, entered, clearData }) => clearData || (entered && layer === 'none'))
  return {
    tls: !implicit && !explicit ? 'none' : inClear ? 'optional' : 'required',
    authentication: all.some(({ entered, password }) => entered && password !== listed) ? 'none' : 'password',
    bind: (await listens(port, '127.0.0.2')) ? 'all' : 'loopback',
  }
}

type Layer = 'none' | 'explicit' | 'implicit'

async function handshakes(port: number): Promise<boolean> {
  const plain = await Promise.race([session(port), new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 300))])
  plain?.close()
  return plain === undefined
}

async function startsTls(port: number): Promise<boolean> {
  const talk = await session(port)
  const answer = await talk.say('AUTH TLS')
  talk.close()
  return answer === '234'
}

async function over(port: number, layer: Layer): Promise<Awaited<ReturnType<typeof session>>> {
  const talk = await session(port, layer === 'implicit')
  if (layer === 'explicit' && (await talk.say('AUTH TLS')) === '234') await talk.secure()
  return talk
}

/** A password is asked for, in clear text or not. */
async function accepts(port: number, user: string, layer: Layer): Promise<boolean> {
  const talk = await over(port, layer)
  const answer = await talk.say(`USER ${user}`)
  talk.close()
  return answer === '331' || answer === '230'
}

interface Attempt {
  readonly layer: Layer
  readonly password: string
  readonly entered: boolean
  readonly clearData: boolean
}

async function anonymous(port: number, layer: Layer, password: string): Promise<Attempt> {
  const talk = await over(port, layer)
  const asked = await talk.say('USER ftp')
  const entered = asked === '230' || (asked === '331' && (await talk.say(`PASS ${password}`)) === '230')
  let clearData = false
  if (entered && layer !== 'none') {
    for (const command of ['PBSZ 0', 'PROT C', 'EPSV']) await talk.say(command)
    const data = Number(/\|\|\|(\d+)\|/.exec(talk.last())?.[1])
    const answer = talk.say('LIST')
    await listens(data)
    clearData = (await answer) !== '522'
  }
  talk.close()
  return { layer, password, entered, clearData }
}
