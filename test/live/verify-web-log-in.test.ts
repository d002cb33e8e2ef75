import { writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { http } from '../../src/probes/http/index.ts'
import type { Target } from '../../src/probes/probe.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

async function one(probe: string, port: number, target: Partial<Target> = {}): Promise<Answer | undefined> {
  const answers = await eventually(() => asked(http, port, { target }))
  return answers.find((each) => each.probe === probe)
}

const httpd = program('/usr/sbin/apache2')
const gssapi = program('/usr/lib/apache2/modules/mod_auth_gssapi.so')
const openssl = program('/usr/bin/openssl')
const installed = gssapi === undefined || openssl === undefined ? undefined : httpd

describe.skipIf(isMissing(installed))(`log-ins of Apache on the wire${reason(installed)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-log-in')
    box.run(openssl ?? '', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'a.key',
      '-out',
      'a.crt',
      '-days',
      '2',
      '-subj',
      '/CN=a.example.com',
    ])
    writeFileSync(join(box.folder, 'passwords'), 'somebody:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n')
    // an empty keytab (version 5.2): the server offers Negotiate, and no ticket fits
    writeFileSync(join(box.folder, 'keytab'), Buffer.from([5, 2]))
    writeFileSync(join(box.folder, 'index.html'), '<html>hello</html>')
  })
  afterAll(() => box.stop())

  async function started(name: string, location: string, tls = true): Promise<number> {
    const port = await freePort()
    const modules = [
      'mpm_event',
      'authn_core',
      'authz_core',
      'authz_user',
      'auth_basic',
      'authn_file',
      'auth_gssapi',
      'ssl',
      'dir',
      'mime',
      'proxy',
      'proxy_http',
      'proxy_connect',
    ]
    const lines = [
      ...modules.map((each) => `LoadModule ${each}_module /usr/lib/apache2/modules/mod_${each}.so`),
      `ServerRoot ${box.folder}`,
      `PidFile ${box.folder}/${name}.pid`,
      `ErrorLog ${box.folder}/${name}.log`,
      `Mutex file:${box.folder}`,
      'TypesConfig /dev/null',
      'ServerName a.example.com',
      `Listen 127.0.0.1:${port}`,
      `DocumentRoot ${box.folder}`,
      ...(tls ? ['SSLEngine on', `SSLCertificateFile ${box.folder}/a.crt`, `SSLCertificateKeyFile ${box.folder}/a.key`] : []),
      location,
    ]
    writeFileSync(join(box.folder, `${name}.conf`), `${lines.join('\n')}\n`)
    box.start(httpd ?? '', ['-DFOREGROUND', '-f', join(box.folder, `${name}.conf`)])
    return port
  }
  const guarded = (lines: string): string => `<Location />\nAuthName "x"\n${lines}\nRequire valid-user\n</Location>`
  const negotiate = (): string => `AuthType GSSAPI\nGssapiCredStore keytab:${box.folder}/keytab`

  it.each<[string, () => string, boolean, string, readonly string[], string | undefined]>([
    ['kerberos', () => guarded(negotiate()), true, '/ asks for negotiate, and made-up credentials are refused', ['remote-login safe'], 'kerberos'],
    [
      'fallback',
      () => guarded(`${negotiate()}\nGssapiBasicAuth On`),
      true,
      '/ asks for negotiate and basic, and made-up credentials are refused',
      ['remote-login unsafe'],
      'kerberos',
    ],
    [
      'basic',
      () => guarded(`AuthType Basic\nAuthUserFile ${box.folder}/passwords`),
      true,
      '/ asks for basic, and made-up credentials are refused',
      [],
      'password',
    ],
    [
      'basic-in-clear',
      () => guarded(`AuthType Basic\nAuthUserFile ${box.folder}/passwords`),
      false,
      '/ asks for basic, and made-up credentials are refused',
      ['tls-policy unsafe'],
      'password',
    ],
    ['open', () => '', true, '/ asks for no log-in of HTTP (status 200)', [], undefined],
  ])('are told: %s', async (name, location, tls, said, observations, authentication) => {
    const answer = await one('http/log-in', await started(name, location(), tls))
    expect(answer?.learned?.said).toBe(said)
    expect(answer?.learned?.observations?.map(({ concern, verdict }) => `${concern} ${verdict}`) ?? []).toEqual(observations)
    expect(answer?.learned?.authentication).toBe(authentication)
  })

  it('tells TRACE and a proxy for everybody', async () => {
    const weak = await started('weak', 'TraceEnable On\nProxyRequests On', false)
    const hardened = await started('hardened', 'TraceEnable Off', false)
    expect((await one('http/trace', weak))?.learned?.observations?.[0]).toMatchObject({ key: 'TraceEnable', verdict: 'unsafe' })
    expect((await one('http/trace', hardened))?.learned?.observations?.[0]).toMatchObject({ key: 'TraceEnable', verdict: 'safe' })
    expect((await one('http/forward-proxy', weak))?.learned?.said).toMatch(/^pages are fetched for its own machine/)
    expect((await one('http/forward-proxy', hardened))?.learned?.said).toMatch(/^it is no proxy for other hosts/)
  })
})

const squid = program('/usr/sbin/squid')
const [outside] = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal)

describe.skipIf(isMissing(squid))(`Squid on the wire${reason(squid)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-squid')
  })
  afterAll(() => box.stop())

  async function started(name: string, rules: string): Promise<number> {
    const port = await freePort()
    const file = join(box.folder, `${name}.conf`)
    const places = `pid_filename ${box.folder}/${name}.pid\ncache_log ${box.folder}/${name}.log\naccess_log none\ncoredump_dir ${box.folder}\nshutdown_lifetime 0 seconds\npinger_enable off`
    writeFileSync(file, `http_port ${port}\n${places}\nacl SSL_ports port 443\nacl CONNECT method CONNECT\n${rules}\n`)
    box.start(squid ?? '', ['-N', '-n', `v${name}`, '-f', file])
    return port
  }

  it.each<[string, string, string, readonly string[]]>([
    [
      'open',
      'http_access allow all',
      'pages are fetched for whoever reaches it, tunnels to port 443 are carried, tunnels to port 22 are carried',
      ['http_access src unsafe', 'http_access SSL_ports unsafe'],
    ],
    [
      'ports',
      'http_access deny CONNECT !SSL_ports\nhttp_access allow all',
      'pages are fetched for whoever reaches it, tunnels to port 443 are carried, tunnels to port 22 are refused (403)',
      ['http_access src unsafe', 'http_access SSL_ports safe'],
    ],
    [
      'closed',
      'http_access allow localhost\nhttp_access deny all',
      'pages are refused (403), tunnels to port 443 are refused (403), tunnels to port 22 are refused (403)',
      ['http_access src safe'],
    ],
  ])('is told whom it serves: %s', async (name, rules, said, observations) => {
    const address = outside?.address ?? ''
    const answer = await one('http/forward-proxy', await started(name, rules), { host: address, technology: 'squid' })
    expect(answer?.learned?.said).toBe(said)
    expect(answer?.learned?.observations?.map(({ key, verdict }) => `${key} ${verdict}`)).toEqual(observations)
  })

  it('tells nothing of others from its own machine', async () => {
    const answer = await one('http/forward-proxy', await started('local', 'http_access allow localhost\nhttp_access deny all'))
    expect(answer?.learned?.unproven).toEqual(['whether others are let in is seen from another machine alone'])
  })
})
