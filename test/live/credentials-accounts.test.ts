import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Candidate } from '../../src/experiments/credentials/candidates.ts'
import { ftp } from '../../src/probes/ftp/index.ts'
import { ldap } from '../../src/probes/ldap/index.ts'
import { mqtt } from '../../src/probes/mqtt/index.ts'
import { ssh } from '../../src/probes/ssh/index.ts'
import { came, ofFiles, tried, triesOf } from './credentials.ts'
import { login } from './login.ts'
import { unpacked } from './packages.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const password = 'a-password-of-this-test'
const guessable = (user: string, value: string): Candidate => ({ ...ofFiles(user, value), kind: 'guessable' })

const add = program('/usr/sbin/slapadd')
const slapd = add === undefined ? undefined : program('/usr/sbin/slapd')

describe.skipIf(isMissing(slapd))(`log-ins that are tried at OpenLDAP${reason(slapd)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('credentials-ldap')
  })
  afterAll(() => box.stop())

  const person = (name: string, value: string): string =>
    `dn: cn=${name},dc=shop,dc=example\nobjectClass: person\ncn: ${name}\nsn: ${name}\nuserPassword: ${value}\n\n`
  const base = 'dn: dc=shop,dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: shop\no: Shop\n\n'
  /** Two failures shut an account out. */
  const policy =
    'dn: cn=policy,dc=shop,dc=example\nobjectClass: device\nobjectClass: pwdPolicy\ncn: policy\npwdAttribute: userPassword\npwdLockout: TRUE\npwdMaxFailure: 2\n\n'

  async function started(entries: string): Promise<number> {
    const name = `case${count++}`
    const port = await freePort()
    const settings = join(box.folder, `${name}.conf`)
    const lines = [
      ...['core', 'cosine', 'inetorgperson'].map((each) => `include /etc/ldap/schema/${each}.schema`),
      `pidfile ${join(box.folder, name)}.pid`,
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      'moduleload ppolicy',
      'database mdb',
      'suffix "dc=shop,dc=example"',
      `directory ${join(box.folder, name)}`,
      'maxsize 10485760',
      'access to attrs=userPassword by anonymous auth by * none',
      'access to * by * read',
      // the overlay writes failures in its name
      'rootdn "cn=keeper,dc=shop,dc=example"',
      'overlay ppolicy',
      'ppolicy_default "cn=policy,dc=shop,dc=example"',
    ]
    writeFileSync(settings, `${lines.join('\n')}\n`, { mode: 0o644 })
    box.run('/bin/mkdir', [name])
    box.run(add ?? '', ['-f', settings], `${base}${policy}${entries}`)
    box.start(slapd ?? '', ['-d', '0', '-f', settings, '-h', `ldap://127.0.0.1:${port}/`])
    return port
  }

  it('tell the administrator of an image from one with a password of its own, and lock nobody out', async () => {
    const weak = await started(person('admin', 'admin'))
    expect(came(await eventually(() => tried(ldap, 'openldap', weak)))).toEqual(['unsafe published log-ins'])
    const hardened = await started(person('admin', password) + person('app', password) + person('victim', password))
    const admin = 'cn=admin,dc=shop,dc=example'
    // a password of the files that holds no more would be the second failure, which locks
    const files = [ofFiles(admin, 'a-password-of-last-year'), ofFiles('cn=app,dc=shop,dc=example', password)]
    const answer = await eventually(() => tried(ldap, 'openldap', hardened, files))
    expect(came(answer)).toEqual(['safe published log-ins'])
    expect(answer.learned?.tries?.filter(({ account }) => account === admin).map(({ outcome }) => outcome)).toEqual([
      'refused',
      'not tried: 1 failed, and more might lock',
    ])
    expect(await login(ldap, hardened, admin, password)).toBe('accepted')
    // that the directory locks at all: two failures, and the right password is refused
    for (const wrong of ['one', 'two']) await login(ldap, hardened, 'cn=victim,dc=shop,dc=example', wrong)
    expect(await login(ldap, hardened, 'cn=victim,dc=shop,dc=example', password)).toBe('refused')
  })
})

const { folder: home } = unpacked.proftpd
const proftpd = program('/usr/sbin/proftpd', join(home, 'usr/sbin/proftpd'))
const modules = proftpd === '/usr/sbin/proftpd' ? '/usr/lib/proftpd' : join(home, 'usr/lib/proftpd')

describe.skipIf(isMissing(proftpd))(`log-ins that are tried at ProFTPD${reason(proftpd)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('credentials-proftpd')
  })
  afterAll(() => box.stop())

  it('tell a guessable password of the files that opens from one that does not', async () => {
    const hash = box.run('/usr/bin/openssl', ['passwd', '-5', 'pear']).trim()
    box.run('/bin/sh', ['-c', 'umask 077; cat > users; echo files:x:65534: > groups'], `files:${hash}:65534:65534::${box.folder}:/bin/false\n`)
    const port = await freePort()
    const path = join(box.folder, 'a.conf')
    const text = `DefaultAddress 127.0.0.1\nPort ${port}\nUser nobody\nGroup nogroup\nModulePath ${modules}\nScoreboardFile ${box.folder}/scores\nPidFile ${box.folder}/pid\nDelayEngine off\nWtmpLog off\nUseReverseDNS off\nUseIPv6 off\nControlsEngine off\nSystemLog ${box.folder}/log\nTransferLog NONE\nAuthOrder mod_auth_file.c\nAuthUserFile ${box.folder}/users\nAuthGroupFile ${box.folder}/groups\nRequireValidShell off\n`
    writeFileSync(path, text, { mode: 0o644 })
    const libraries = proftpd === '/usr/sbin/proftpd' ? '' : unpacked.proftpd.libraries
    box.start('/usr/bin/env', [`LD_LIBRARY_PATH=${libraries}`, proftpd ?? '', '-n', '-q', '-c', path])
    expect(came(await eventually(() => tried(ftp, 'proftpd', port, [guessable('files', 'pear')])))).toEqual(['unsafe log-ins of the files'])
    const other = await tried(ftp, 'proftpd', port, [guessable('files', 'apple'), ofFiles('files', password)])
    expect(other).toMatchObject({ outcome: 'unproven', why: expect.stringContaining('not tried: 1 failed, and more might lock') })
  })
})

const mosquitto = program('/usr/sbin/mosquitto')

describe.skipIf(isMissing(mosquitto))(`log-ins that are tried at mosquitto${reason(mosquitto)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('credentials-mqtt')
  })
  afterAll(() => box.stop())

  it('tell a guessable password of the files that opens, one that does not, and everybody', async () => {
    box.run('/usr/bin/mosquitto_passwd', ['-c', '-b', 'accounts', 'sensor', 'sensor'])
    const started = async (text: string): Promise<number> => {
      const port = await freePort()
      writeFileSync(join(box.folder, `${port}.conf`), `listener ${port} 127.0.0.1\n${text}\n`, { mode: 0o644 })
      box.start(mosquitto ?? '', ['-c', join(box.folder, `${port}.conf`)])
      return port
    }
    const closed = await started(`allow_anonymous false\npassword_file ${box.folder}/accounts`)
    expect(came(await eventually(() => tried(mqtt, 'mosquitto', closed, [guessable('sensor', 'sensor')])))).toEqual(['unsafe log-ins of the files'])
    expect(await tried(mqtt, 'mosquitto', closed, [ofFiles('sensor', password)])).toMatchObject({ outcome: 'unproven' })
    const open = await started('allow_anonymous true')
    expect(came(await eventually(() => tried(mqtt, 'mosquitto', open, [guessable('sensor', 'sensor')])))).toEqual(['none'])
  })
})

const sshd = program('/usr/sbin/sshd')
/** Accounts of its own are put in place of the machine's, in a mount namespace that ends with the server: that takes root. */
const isRoot = process.getuid?.() === 0

describe.skipIf(isMissing(sshd) || !isRoot)(`log-ins that are tried at sshd${isRoot ? reason(sshd) : ' (skipped: it takes root)'}`, () => {
  let box: Sandbox
  let server: ChildProcess | undefined
  beforeAll(() => {
    box = sandbox('credentials-ssh')
  })
  afterAll(async () => {
    server?.kill('SIGTERM')
    await box.stop()
  })

  it('tell a guessable password of the files that opens, and are two by the log of the server', async () => {
    const port = await freePort()
    const { folder } = box
    box.run('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', 'key'])
    const hash = box.run('/usr/bin/openssl', ['passwd', '-5', 'deploy']).trim()
    const system = 'root:x:0:0::/root:/bin/sh\nsshd:x:65533:65534::/run/sshd:/bin/false\nnobody:x:65534:65534::/nonexistent:/bin/false\n'
    writeFileSync(join(folder, 'passwd'), `${system}deploy:x:65532:65534::/:/bin/false\n`, { mode: 0o644 })
    writeFileSync(join(folder, 'shadow'), `root:*:19000::::::\ndeploy:${hash}:19000::::::\n`, { mode: 0o600 })
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
    const text = `Port ${port}\nListenAddress 127.0.0.1\nPidFile none\nUsePAM no\nStrictModes no\nHostKey ${folder}/key\nPasswordAuthentication yes\nLogLevel VERBOSE\n`
    writeFileSync(join(folder, 'a.conf'), text, { mode: 0o644 })
    const own = `mount --bind ${folder}/passwd /etc/passwd && mount --bind ${folder}/shadow /etc/shadow && exec ${sshd} -D -E ${folder}/log -f ${folder}/a.conf`
    server = spawn('/usr/bin/unshare', ['--mount', '--propagation', 'private', '/bin/sh', '-c', own], { stdio: 'ignore' })
    const lines = (): number => readFileSync(join(folder, 'log'), 'utf8').match(/^Failed password for /gm)?.length ?? 0
    const weak = await eventually(() => tried(ssh, 'openssh', port, [guessable('deploy', 'deploy')], { timeout: 10_000 }))
    expect(came(weak)).toEqual(['unsafe log-ins of the files'])
    const before = lines()
    const many = ['a', 'b', 'c', 'd'].map((name) => ofFiles(name, password))
    const answer = await tried(ssh, 'openssh', port, many, { timeout: 10_000 })
    expect(answer.outcome).toBe('unproven')
    expect(triesOf(answer)).toBe(2)
    expect(lines() - before).toBe(2)
  })
})
