import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { ftp } from '../../src/probes/ftp/index.ts'
import { asked } from './ask.ts'
import { login } from './login.ts'
import { unpacked } from './packages.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const vsftpd = program('/usr/sbin/vsftpd')
const { folder: home } = unpacked.proftpd
const proftpd = program('/usr/sbin/proftpd', join(home, 'usr/sbin/proftpd'))
const modules = proftpd === '/usr/sbin/proftpd' ? '/usr/lib/proftpd' : join(home, 'usr/lib/proftpd')

const certificate = 'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=localhost'.split(' ')

/** TLS and log-in as they were told, what was observed, and what was not proven. */
function told(answers: readonly Answer[]): readonly string[] {
  const learned = answers.map((answer) => answer.learned)
  return [
    ...learned.flatMap((each) => [each?.tls ?? [], each?.authentication ?? []].flat()),
    ...learned.flatMap((each) => (each?.observations ?? []).map(({ verdict, key }) => `${verdict} ${key}`)).toSorted(),
  ]
}

describe.skipIf(isMissing(vsftpd))(`vsftpd on the wire${reason(vsftpd)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-vsftpd')
    box.run('/usr/bin/openssl', certificate)
    box.run('/bin/mkdir', ['-m', '755', 'files'])
    box.run('/bin/sh', ['-c', 'echo somebody > users'])
  })
  afterAll(() => box.stop())

  async function started(text: string): Promise<number> {
    const port = await freePort()
    const path = join(box.folder, `${count++}.conf`)
    const own = `listen=YES\nlisten_address=127.0.0.1\nlisten_port=${port}\nrun_as_launching_user=YES\nbackground=NO\nsecure_chroot_dir=${box.folder}\nanon_root=${box.folder}/files\ndelay_failed_login=0\nvsftpd_log_file=${box.folder}/log\nxferlog_file=${box.folder}/xferlog\nrequire_ssl_reuse=NO\nrsa_cert_file=${box.folder}/c.pem\nrsa_private_key_file=${box.folder}/k.pem\n`
    writeFileSync(path, `${text.replace('FOLDER', box.folder)}\n${own}`, { mode: 0o644 })
    if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534)
    box.start(vsftpd ?? '', [path])
    return port
  }

  it.each<[string, string, readonly string[]]>([
    ['strangers, and no TLS', 'local_enable=YES', ['none', 'none', 'safe port_promiscuous', 'unsafe ssl_enable']],
    ['accounts, and no TLS', 'local_enable=YES\nanonymous_enable=NO', ['none', 'password', 'unsafe ssl_enable']],
    [
      'TLS that is not demanded',
      'local_enable=YES\nanonymous_enable=NO\nssl_enable=YES\nforce_local_logins_ssl=NO',
      ['optional', 'password', 'unsafe force_local_logins_ssl'],
    ],
    ['TLS that is demanded', 'local_enable=YES\nanonymous_enable=NO\nssl_enable=YES', ['required', 'password']],
    [
      'strangers with TLS, and data in clear',
      'local_enable=YES\nssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=NO',
      ['required', 'none', 'safe port_promiscuous', 'unsafe force_local_data_ssl'],
    ],
    [
      'strangers with TLS for data too',
      'local_enable=YES\nssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES',
      ['required', 'none', 'safe force_local_data_ssl', 'safe port_promiscuous'],
    ],
    ['data to anybody', 'port_promiscuous=YES', ['none', 'none', 'unsafe port_promiscuous']],
    ['TLS from the first byte', 'local_enable=YES\nanonymous_enable=NO\nssl_enable=YES\nimplicit_ssl=YES', ['required', 'password']],
    [
      'nobody who is not on the list',
      'local_enable=YES\nanonymous_enable=NO\nssl_enable=YES\nuserlist_enable=YES\nuserlist_deny=NO\nuserlist_file=FOLDER/users',
      [],
    ],
  ])('tells %s', async (_, text, wanted) => {
    const port = await started(text)
    const answers = await eventually(() => asked(ftp, port, { target: { technology: 'vsftpd' }, timeout: 8000 }))
    expect(told(answers)).toEqual(wanted)
    // behind AUTH TLS the greeting has been said already
    const version = answers.find(({ probe }) => probe === 'ftp/features')?.learned?.version
    expect([undefined, '3.0.3']).toContain(version)
    expect(version === '3.0.3').toBe(wanted[0] === 'none' || wanted[0] === 'optional' || text.includes('implicit'))
  })

  it('tries an account', async () => {
    const port = await started('local_enable=YES\nsecure_email_list_enable=NO')
    expect(await eventually(() => login(ftp, port, 'ftp', 'somebody@example.org'))).toBe('accepted')
  })
})

describe.skipIf(isMissing(proftpd))(`ProFTPD on the wire${reason(proftpd)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-proftpd')
    box.run('/usr/bin/openssl', certificate)
    const hash = box.run('/usr/bin/openssl', ['passwd', '-5', 'pear']).trim()
    const lines = ['somebody', 'ftp'].map((name) => `${name}:${hash}:65534:65534::${box.folder}:/bin/false`).join('\n')
    box.run('/bin/sh', ['-c', 'umask 077; cat > users; echo ftp:x:65534: > groups'], `${lines}\n`)
  })
  afterAll(() => box.stop())

  async function started(text: string): Promise<number> {
    const port = await freePort()
    const path = join(box.folder, `${count++}.conf`)
    const own = `DefaultAddress 127.0.0.1\nPort ${port}\nUser nobody\nGroup nogroup\nModulePath ${modules}\nScoreboardFile ${box.folder}/scores\nPidFile ${box.folder}/pid\nDelayEngine off\nWtmpLog off\nUseReverseDNS off\nUseIPv6 off\nControlsEngine off\nSystemLog ${box.folder}/log\nTransferLog NONE\nLoadModule mod_tls.c\nAuthOrder mod_auth_file.c\nAuthUserFile ${box.folder}/users\nAuthGroupFile ${box.folder}/groups\nRequireValidShell off\n`
    writeFileSync(path, `${own}${text}\n`, { mode: 0o644 })
    box.start('/usr/bin/env', [`LD_LIBRARY_PATH=${unpacked.proftpd.libraries}`, proftpd ?? '', '-n', '-q', '-c', path])
    return port
  }

  const pem = (): string => `TLSEngine on\nTLSRSACertificateFile ${box.folder}/c.pem\nTLSRSACertificateKeyFile ${box.folder}/k.pem\n`
  it.each<[string, () => string, readonly string[]]>([
    ['no TLS', () => '', ['none', 'password', 'unsafe TLSEngine']],
    ['TLS that is not demanded', () => pem(), ['optional', 'password', 'unsafe TLSRequired']],
    ['TLS that is demanded', () => `${pem()}TLSRequired on`, ['required', 'password', 'safe TLSRequired data']],
    ['TLS for log-ins alone', () => `${pem()}TLSRequired auth`, ['required', 'password']],
  ])('tells %s', async (_, text, wanted) => {
    const port = await started(text())
    const answers = await eventually(() => asked(ftp, port, { target: { technology: 'proftpd' }, timeout: 8000 }))
    expect(told(answers)).toEqual(wanted)
  })

  it('tries an account', async () => {
    const port = await started(`${pem()}TLSRequired on`)
    expect(await eventually(() => login(ftp, port, 'somebody', 'pear', 'upgrade'))).toBe('accepted')
    expect(await login(ftp, port, 'somebody', 'apple', 'upgrade')).toBe('refused')
    expect(await login(ftp, port, 'somebody', 'pear')).toEqual({ unproven: 'the name is answered with 550' })
  })
})
