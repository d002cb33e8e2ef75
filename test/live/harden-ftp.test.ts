import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownFiles } from '../../src/model/own-files.ts'
import type { Phase } from '../../src/model/remedy.ts'
import { transferPrograms } from '../../src/settings/transfer-programs.ts'
import { foreignAuthority } from './foreign-authority.ts'
import type { FtpServer } from './ftp-servers.ts'
import { ftpServers } from './ftp-servers.ts'
import type { Place } from './hardened.ts'
import type { Loop } from './loop.ts'
import { loop, served } from './loop.ts'
import { networking } from './networks.ts'
import { isMissing, program, reason } from './server.ts'

const curl = program('/usr/bin/curl')
const lftp = program('/usr/bin/lftp')
const isComplete = curl !== undefined && lftp !== undefined && networking !== undefined

const password = 'Of-The-Old-Days-1'

const compose = ({ name, path, command }: Omit<FtpServer, 'says'>): string => `services:
  app:
    image: curlimages/curl:8.11.0
    command: ["sh", "-c", "while sleep 300; do curl -sS -o /out/report.txt $$FTP_URL/report.txt; done"]
    environment:
      FTP_URL: ftp://app:${password}@files:21/files
  files:
    image: registry.example.org/${name}:1
    command: ${command}
    volumes:
      - ./${name}.conf:${path}
`

/** Number of the account, whom nobody else is on the machine. */
const account = 12_345

describe.each(ftpServers)('client->ftp, hardened: $name', ({ says, ...server }) => {
  const installed = isComplete ? server.program : undefined
  it.skipIf(isMissing(installed))(`is there${reason(installed)}`, () => expect(installed).toBeDefined())
  if (isMissing(installed)) return

  let pair: Loop
  beforeAll(async () => {
    pair = await loop('files', (data) => {
      machine(data)
      return { 'compose.yaml': compose(server), [`${server.name}.conf`]: server.settings(data) }
    })
    chmodSync(pair.data, 0o755)
  }, 120_000)
  afterAll(async () => {
    await pair.stop()
  })

  /** Accounts of the server's machine, with a file for each. */
  function machine(data: string): void {
    for (const name of ['empty', 'home/files', 'anonymous']) mkdirSync(join(data, name), { recursive: true })
    for (const name of ['home/files', 'anonymous']) writeFileSync(join(data, name, 'report.txt'), 'value\n')
    chownSync(join(data, 'home/files'), account, account)
    const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim()
    const users = [
      `root:x:0:0::/root:/bin/sh`,
      `nobody:x:65534:65534::/nonexistent:/bin/false`,
      `ftp:x:106:65534::${data}/anonymous:/bin/false`,
      `app:x:${account}:${account}::${data}/home:/bin/sh`,
    ]
    writeFileSync(join(data, 'passwd'), `${users.join('\n')}\n`)
    writeFileSync(join(data, 'users'), `app:${hash}:${account}:${account}::${data}/home:/bin/sh\nftp:*:65534:65534::${data}/anonymous:/bin/sh\n`, {
      mode: 0o600,
    })
    writeFileSync(join(data, 'groups'), `app:x:${account}:\nnogroup:x:65534:\n`, { mode: 0o600 })
    writeFileSync(join(data, 'shadow'), `app:${hash}:19000:0:99999:7:::\n`, { mode: 0o600 })
  }

  /** The server as the files of a phase start it. */
  async function serve(phase: 'weak' | Phase): Promise<Place> {
    const { all, data } = pair
    const script = server.start(`${all.of(phase).folder}/${server.name}.conf`, data)
    const files = pair.place('files', phase, 0)
    await pair.next(() => files.start(['/bin/sh', '-c', script]))
    const app = pair.place('app', phase, 65_534)
    await served(() => get(app))
    return app
  }

  interface Asked {
    readonly options?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
    readonly url?: string
  }

  /** The client as its own settings have it, but for what is asked otherwise. */
  function get(app: Place, { options = [], env = {}, url = `ftp://app:${password}@files:21/files` }: Asked = {}): ReturnType<Place['run']> {
    return app.run([curl!, '-sS', '-m', '8', ...options, `${url}/report.txt`], { env })
  }

  const plaintext: Asked = { env: { CURL_HOME: '/nonexistent' } }
  const stranger: Asked = { url: 'ftp://files:21' }

  it('works before, for everybody', { timeout: 60_000 }, async () => {
    const app = await serve('weak')
    expect(get(app).output).toBe('value\n')
    expect(get(app, stranger).output).toBe('value\n')
  })

  it('serves the old client and the new one after accept', { timeout: 60_000 }, async () => {
    const app = await serve('accept')
    expect(get(app, plaintext).output).toBe('value\n')
    expect(get(app, { ...plaintext, ...stranger }).output).toBe('value\n')
    expect(get(pair.place('app', 'switch', 65_534)).output).toBe('value\n')
  })

  describe('once it is closed', () => {
    let app: Place
    beforeAll(async () => {
      app = await serve('close')
    }, 60_000)

    const refused: readonly (readonly [what: string, asked: () => Asked, why: RegExp])[] = [
      ['plaintext', () => plaintext, says.plaintext],
      ['a wrong password', () => ({ url: 'ftp://app:wrong@files:21/files' }), /Access denied: 530/],
      ['no password', () => stranger, /Access denied: 530/],
      ['a foreign authority', () => ({ options: ['--cacert', foreignAuthority()] }), /unable to get local issuer certificate/],
      ['a wrong name', () => ({ url: `ftp://app:${password}@cousin:21/files` }), /no alternative certificate subject name matches/],
    ]
    it.each(refused)('%s is refused', { timeout: 60_000 }, (_what, asked, why) => {
      const said = get(app, asked())
      expect(said.output).toMatch(why)
      expect(said.output).not.toContain('value')
      expect(said.status).not.toBe(0)
      expect(get(app).output).toBe('value\n')
    })

    // the library of Python does not resume sessions
    it.each([
      ['in plaintext', '', says.data],
      ['of another session', 'f.prot_p()', says.session],
    ])('a file %s is refused', (_what, protect, why) => {
      const context = "ssl.create_default_context(cafile='/etc/ringwall/ca.crt')"
      const input = `import ftplib, ssl\nf = ftplib.FTP_TLS('files', 'app', '${password}', context=${context}, timeout=5)\n${protect}\nf.retrlines('RETR files/report.txt')\n`
      expect(app.run(['/usr/bin/python3', '-'], { input }).output).toMatch(why)
    })

    it('serves lftp by the settings that it would get', () => {
      const home = join(pair.data, 'lftp')
      mkdirSync(home)
      writeFileSync(join(home, 'rc'), transferPrograms.find(({ name }) => name === 'lftp')!.secure(ownFiles.authority))
      const read = (host: string): ReturnType<Place['run']> =>
        app.run([lftp!, '-c', `set net:max-retries 1; cat ftp://app:${password}@${host}:21/files/report.txt`], { env: { LFTP_HOME: home } })
      expect(read('files').output).toBe('value\n')
      expect(read('cousin').output).toMatch(/Certificate verification/)
    })
  })
})
