import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TranscriptLine } from '../../src/model/observed.ts'
import type { Protocol } from '../../src/model/vocabulary.ts'
import { detectTls } from '../../src/probes/tls/index.ts'
import { dialHere } from '../../src/wire/dial.ts'
import type { Upgrade } from '../../src/wire/starttls.ts'
import { ftpUpgrade, ldapUpgrade, mysqlUpgrade, postgresUpgrade } from '../../src/wire/starttls.ts'
import { askTls, faults, targetAt } from '../tls/ask.ts'
import type { Pki } from '../tls/real-servers.ts'
import { goodPair, listening, pki } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const postgres = program('/usr/lib/postgresql/*/bin/postgres')
const mariadb = program('/usr/sbin/mariadbd')
const slapd = program('/usr/sbin/slapd')
const redis = program('/usr/bin/redis-server')
const vsftpd = program('/usr/sbin/vsftpd')
const modern = 'ECDHE+AESGCM:ECDHE+CHACHA20'

let box: Sandbox
let certificates: Pki
let pair: { readonly cert: string; readonly key: string }

beforeAll(() => {
  box = sandbox('starttls')
  certificates = pki(box)
  pair = goodPair(certificates)
})
afterAll(async () => box.stop())

async function detect(port: number, protocol: Protocol, upgrade?: Upgrade): Promise<string> {
  const transcript: TranscriptLine[] = []
  const answer = await detectTls(
    targetAt(port, { protocol }),
    { dial: dialHere, signal: new AbortController().signal, timeout: 5000, transcript },
    upgrade,
  )
  return typeof answer === 'string' ? answer : answer.fault.kind
}

async function faultsAt(port: number, protocol: Protocol, upgrade?: Upgrade): Promise<readonly string[]> {
  const learned = await askTls(port, { authorities: [certificates.root.pem], protocol, ...(upgrade === undefined ? {} : { upgrade }) })
  return faults(learned)
}

describe.skipIf(isMissing(postgres))(`PostgreSQL's TLS${reason(postgres)}`, () => {
  it('begins with a letter', { timeout: 120_000 }, async () => {
    const data = join(box.folder, 'postgres')
    const initdb = (postgres ?? '').replace(/postgres$/, 'initdb')
    box.run(initdb, ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-instructions', '--locale=C', '--encoding=UTF8'])
    // the server refuses a key that others can read
    box.run('/usr/bin/install', ['-m', '600', pair.key, join(data, 'own.key')])
    const start = async (...settings: readonly string[]): Promise<number> => {
      const port = await freePort()
      const fixed = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${box.folder}`, 'fsync=off', ...settings]
      box.start(postgres ?? '', ['-D', data, ...fixed.flatMap((each) => ['-c', each])])
      await listening(port)
      return port
    }
    const stop = (): string => box.run((postgres ?? '').replace(/postgres$/, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'])
    const tls = ['ssl=on', `ssl_cert_file=${pair.cert}`, `ssl_key_file=${join(data, 'own.key')}`]
    const hardened = await start(...tls, `ssl_ciphers=${modern}`)
    expect(await detect(hardened, 'postgres', postgresUpgrade)).toBe('yes')
    expect(await detect(hardened, 'postgres')).not.toBe('yes')
    expect(await faultsAt(hardened, 'postgres', postgresUpgrade)).toEqual([])
    stop()
    const weak = await start(...tls, 'ssl_min_protocol_version=TLSv1', `ssl_ciphers=${modern}:AES128-SHA:@SECLEVEL=0`)
    expect(await faultsAt(weak, 'postgres', postgresUpgrade)).toEqual(['tls-1.0', 'tls-1.1', 'cipher-suites'])
    stop()
    const plain = await start('ssl=off')
    expect(await detect(plain, 'postgres', postgresUpgrade)).toBe('no')
    stop()
  })
})

describe.skipIf(isMissing(mariadb))(`MariaDB's TLS${reason(mariadb)}`, () => {
  it('begins behind the greeting, and few handshakes are left unfinished', { timeout: 120_000 }, async () => {
    const start = async (...settings: readonly string[]): Promise<number> => {
      const port = await freePort()
      const data = join(box.folder, `mariadb-${port}`)
      box.run('/bin/mkdir', ['-p', join(data, 'mysql')])
      const fixed = [`--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${data}/s`, `--pid-file=${data}/pid`]
      box.start(mariadb ?? '', [
        '--no-defaults',
        ...fixed,
        '--skip-grant-tables',
        '--skip-networking=0',
        '--innodb=OFF',
        '--default-storage-engine=Aria',
        ...settings,
      ])
      await listening(port)
      return port
    }
    const tls = [`--ssl-cert=${pair.cert}`, `--ssl-key=${pair.key}`]
    const hardened = await start(...tls, '--tls-version=TLSv1.2,TLSv1.3', `--ssl-cipher=${modern}`)
    expect(await detect(hardened, 'mysql', mysqlUpgrade)).toBe('yes')
    expect(await detect(hardened, 'mysql')).toBe('no')
    expect(await faultsAt(hardened, 'mysql', mysqlUpgrade)).toEqual([])
    const weak = await start(...tls, '--tls-version=TLSv1.1,TLSv1.2', '--ssl-cipher=ALL:@SECLEVEL=0')
    const learned = await askTls(weak, { authorities: [certificates.root.pem], protocol: 'mysql', upgrade: mysqlUpgrade })
    expect(faults(learned)).toEqual(expect.arrayContaining(['tls-1.1', 'cipher-suites']))
    expect(learned.asked).toBeLessThan(50)
    const plain = await start()
    expect(await detect(plain, 'mysql', mysqlUpgrade)).toBe('no')
  })
})

describe.skipIf(isMissing(slapd))(`slapd's TLS${reason(slapd)}`, () => {
  it('begins with StartTLS, and from the first byte', async () => {
    const start = async (tls: string): Promise<readonly [number, number]> => {
      const [port, secure] = [await freePort(), await freePort()]
      const data = join(box.folder, `ldap-${port}`)
      box.run('/bin/mkdir', [data])
      const file = join(box.folder, `slapd-${port}.conf`)
      writeFileSync(
        file,
        `include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile ${data}/pid\n${tls}\ndatabase mdb\nsuffix "dc=shop"\ndirectory ${data}\n`,
        { mode: 0o644 },
      )
      const urls = tls === '' ? `ldap://127.0.0.1:${port}` : `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${secure}`
      box.start(slapd ?? '', ['-d', '0', '-f', file, '-h', urls])
      await listening(port)
      return [port, secure]
    }
    const tls = `TLSCertificateFile ${pair.cert}\nTLSCertificateKeyFile ${pair.key}\nTLSCACertificateFile ${certificates.ca}\n`
    const strong =
      'NONE:+VERS-TLS1.2:+VERS-TLS1.3:+ECDHE-RSA:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:+AEAD:+SIGN-ALL:+GROUP-ALL:+COMP-NULL:+CTYPE-X509'
    const [port, secure] = await start(`${tls}TLSCipherSuite ${strong}\n`)
    expect(await detect(port, 'ldap', ldapUpgrade)).toBe('yes')
    expect(await detect(secure, 'ldap')).toBe('yes')
    expect(await faultsAt(port, 'ldap', ldapUpgrade)).toEqual([])
    expect(await faultsAt(secure, 'ldap')).toEqual([])
    const [weak] = await start(`${tls}TLSCipherSuite NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+RSA\nTLSVerifyClient try\n`)
    expect(await faultsAt(weak, 'ldap', ldapUpgrade)).toEqual(expect.arrayContaining(['tls-1.0', 'cipher-suites', 'client-certificate']))
    const [demanding] = await start(`${tls}TLSCipherSuite ${strong}\nTLSVerifyClient demand\n`)
    expect(await faultsAt(demanding, 'ldap', ldapUpgrade)).toEqual([])
    expect((await askTls(demanding, { protocol: 'ldap', upgrade: ldapUpgrade })).observations).toContainEqual(
      expect.objectContaining({ concern: 'client-certificate', verdict: 'safe' }),
    )
    const [plain] = await start('')
    expect(await detect(plain, 'ldap', ldapUpgrade)).toBe('no')
  })
})

describe.skipIf(isMissing(redis))(`Redis's TLS${reason(redis)}`, () => {
  it('is there from the first byte, and asks for a client certificate unless it is told otherwise', async () => {
    const start = async (...settings: readonly string[]): Promise<number> => {
      const port = await freePort()
      const tls = ['--tls-cert-file', pair.cert, '--tls-key-file', pair.key, '--tls-ca-cert-file', certificates.ca]
      box.start(redis ?? '', ['--port', '0', '--tls-port', String(port), '--bind', '127.0.0.1', '--save', '', ...tls, ...settings])
      await listening(port)
      return port
    }
    const hardened = await start('--tls-protocols', 'TLSv1.2 TLSv1.3', '--tls-ciphers', modern)
    expect(await detect(hardened, 'redis')).toBe('yes')
    expect(await faultsAt(hardened, 'redis')).toEqual([])
    const open = await start(
      '--tls-auth-clients',
      'optional',
      '--tls-protocols',
      'TLSv1.1 TLSv1.2',
      '--tls-ciphers',
      `${modern}:AES128-SHA:@SECLEVEL=0`,
    )
    expect(await faultsAt(open, 'redis')).toEqual(['tls-1.1', 'cipher-suites'])
  })
})

describe.skipIf(isMissing(vsftpd) || process.getuid?.() !== 0)(`vsftpd's TLS${reason(vsftpd)}`, () => {
  it('begins with AUTH TLS', async () => {
    const start = async (tls: string): Promise<number> => {
      const port = await freePort()
      const file = join(box.folder, `vsftpd-${port}.conf`)
      writeFileSync(
        file,
        `listen=YES\nbackground=NO\nlisten_address=127.0.0.1\nlisten_port=${port}\nanonymous_enable=YES\nrun_as_launching_user=YES\nsecure_chroot_dir=${box.folder}\nseccomp_sandbox=NO\n${tls}`,
      )
      chmodSync(file, 0o644)
      box.run('/bin/cp', [file, `${file}.own`])
      box.start(vsftpd ?? '', [`${file}.own`])
      await listening(port)
      return port
    }
    const tls = `ssl_enable=YES\nallow_anon_ssl=YES\nrsa_cert_file=${pair.cert}\nrsa_private_key_file=${pair.key}\n`
    const port = await start(`${tls}ssl_ciphers=${modern}\n`)
    expect(await detect(port, 'ftp', ftpUpgrade)).toBe('yes')
    expect(await detect(port, 'ftp')).toBe('no')
    expect(await faultsAt(port, 'ftp', ftpUpgrade)).toEqual([])
    expect(await detect(await start(''), 'ftp', ftpUpgrade)).toBe('no')
  })
})
