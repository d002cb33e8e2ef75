import { request } from 'node:https'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { logIn } from '../guard/log-in.ts'
import { guardOf } from '../guard/platforms/document.ts'
import { standIns } from '../guard/platforms/programs.ts'
import type { Asked } from '../guard/platforms/stand-in.ts'
import { listenAs } from '../guard/platforms/stand-in.ts'
import type { RealGuard } from '../guard/real-guard.ts'
import { realGuard } from '../guard/real-guard.ts'
import type { Heard } from '../guard/running.ts'
import { send } from '../guard/running.ts'
import { passwords, slapd, startedSlapd } from '../guard/slapd.ts'
import { goodPair, pki, programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, reason, sandbox } from './server.ts'

const needed = slapd === undefined ? undefined : programs.nginx
const native = 'The-0ne-native-key-of-the-connector!'

describe.skipIf(isMissing(needed))(`the five platforms behind a guard that was proposed for them${reason(needed)}`, () => {
  let box: Sandbox
  let guard: RealGuard
  let sites: readonly string[] = []
  const servers: Server[] = []
  const seen: Asked[] = []

  beforeAll(async () => {
    box = sandbox('guard-platforms')
    const certificates = pki(box)
    const { settings } = await startedSlapd(box, { ...goodPair(certificates), ca: certificates.ca, authority: certificates.root.pem })
    const ports = new Map<string, number>()
    // the proxy of Corridor's example hands on to two of its programs
    const all = { ...standIns, nginx: (asked: Asked) => standIns[asked.url.startsWith('/jupyter/') ? 'jupyter' : 'app']!(asked) }
    for (const [name, program] of Object.entries(all)) {
      const { port, server } = await listenAs(name, program, seen)
      ports.set(name, port)
      servers.push(server)
    }
    const folder = box.folder
    const body = await guardOf({
      upstream: (component) => (ports.has(component) ? `http://127.0.0.1:${ports.get(component)}` : undefined),
      native: `file:${folder}/native`,
      people: {
        ldap: {
          url: settings.url,
          authority: certificates.ca,
          name: 'localhost',
          account: { dn: settings.account.dn, password: `file:${folder}/ldap.password` },
          people: { base: 'dc=shop,dc=example', attribute: 'uid', id: 'employeeNumber' },
          groups: { base: 'ou=groups,dc=shop,dc=example' },
        },
      },
      own: 'OWN',
    })
    sites = [...body.matchAll(/^ {2}(?<host>[a-z-]+\.example\.org):$/gm)].flatMap(({ groups }) => groups?.['host'] ?? [])
    writeFileSync(`${folder}/ldap.password`, settings.account.password, { mode: 0o600 })
    guard = await realGuard(box, {
      certificates,
      native,
      text: ({ at, https, http, tls, secrets }) =>
        body.replace(
          'OWN',
          `guard: 1
name: platforms
folder: ${at('run')}
listen: { addresses: [127.0.0.1], https: ${https}, http: ${http} }
tls: { certificate: { certificate: ${tls.cert}, key: ${tls.key} } }
state: { file: ${at('state.db')} }
${secrets}`,
        ),
    })
  }, 120_000)
  afterAll(async () => {
    await guard.stop()
    for (const server of servers) server.close()
    await box.stop()
  })
  beforeEach(() => void (seen.length = 0))

  interface More {
    readonly headers?: readonly string[]
    readonly body?: string
    /** From a page of the site itself. */
    readonly isOwn?: boolean
  }
  /** `POST host/path`. */
  function ask(what: string, { headers = [], body = '', isOwn = false }: More = {}): Promise<Heard> {
    const [, method = '', host = '', path = ''] = /^([A-Z]+) ([^/]+)(.*)$/.exec(what) ?? []
    const name = `${host}.example.org`
    const own = isOwn ? [`Origin: https://${name}:${guard.https}`, 'Sec-Fetch-Site: same-origin'] : []
    const head = [`${method} ${path} HTTP/1.1`, `Host: ${name}:${guard.https}`, `Content-Length: ${body.length}`, ...own, ...headers]
    return send(guard.https, head, { body, name })
  }
  const statusOf = async (what: string, more: More = {}): Promise<number> => (await ask(what, more)).status
  const key = (id: string, host: string, ...more: readonly string[]): string =>
    `X-Api-Key: ${guard.key(id, id, '--site', `${host}.example.org`, ...(more.length > 0 ? more : ['--method', 'GET', '--method', 'POST']))}`
  const session = (host: string): Promise<string> => logIn(guard.https, 'ann', passwords.ann, `${host}.example.org`)

  /** Opens a socket as a browser does from a page of `origin`; what was sent comes back. */
  function socket(host: string, path: string, cookie: string, origin: string): Promise<string | number> {
    return new Promise((resolve, reject) => {
      const name = `${host}.example.org`
      const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' }
      const asking = request({
        host: '127.0.0.1',
        port: guard.https,
        servername: name,
        rejectUnauthorized: false,
        path,
        headers: { Host: `${name}:${guard.https}`, Origin: origin, ...(cookie === '' ? {} : { Cookie: cookie }), ...upgrade },
      })
      asking.once('upgrade', (_response, open: Duplex) => {
        open.once('data', (part: Buffer) => {
          open.destroy()
          resolve(part.toString())
        })
        open.write('ping')
      })
      asking.once('response', (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      asking.once('error', reject).end()
    })
  }

  it('let nobody in who does not say who he is, and listen in plaintext for nothing', async () => {
    expect(sites).toHaveLength(15)
    for (const site of sites) {
      const host = site.replace('.example.org', '')
      expect([site, await statusOf(`GET ${host}/`), await statusOf(`POST ${host}/x`)]).toEqual([site, 401, 401])
      const page = await ask(`GET ${host}/a?b=c`, { headers: ['Accept: text/html', 'Sec-Fetch-Mode: navigate'] })
      expect([page.status, page.headers['location']]).toEqual([302, '/.guard/login?to=%2Fa%3Fb%3Dc'])
    }
    expect(seen).toEqual([])
  })

  it('Corridor: its own log-in and double cookies work, with what its cookies lack; notebooks speak over their sockets', async () => {
    const guarded = await session('models')
    expect(guarded).toContain('__Host-guard=')
    const cookies = `Cookie: ${guarded}`
    const entered = await ask('POST models/login', { headers: [cookies], isOwn: true })
    expect([entered.status, entered.headers['location']]).toEqual([302, 'http://models.example.org/'])
    const own = `${cookies}; access_token_cookie=eyJ.app; csrf_access_token=c5rf`
    const change = { headers: [own, 'X-CSRF-TOKEN: c5rf'], isOwn: true }
    expect(await statusOf('POST models/api/v1/models', change)).toBe(200)
    expect(seen.at(-1)?.headers).toMatchObject({ cookie: 'access_token_cookie=eyJ.app; csrf_access_token=c5rf', 'x-guard-user': 'person:ldap:7' })
    expect(await statusOf('POST models/api/v1/models', { ...change, isOwn: false })).toBe(403)
    expect(await statusOf('POST models/api/v1/models', { headers: [own.replace(/__Host-guard=[^;]*/, 'x=y'), 'X-CSRF-TOKEN: c5rf'] })).toBe(401)

    expect(await statusOf('POST models/jupyter/user/ann/api/kernels', { headers: [cookies], isOwn: true })).toBe(201)
    const channels = '/jupyter/user/ann/api/kernels/k-1/channels'
    expect(await socket('models', channels, guarded, `https://models.example.org:${guard.https}`)).toBe('ping')
    seen.length = 0
    expect(await socket('models', channels, guarded, 'https://evil.example')).toBe(403)
    expect(await socket('models', channels, '', `https://models.example.org:${guard.https}`)).toBe(401)
    expect(seen).toEqual([])
    // a session of one host is none at another one
    expect(await statusOf('GET spark/', { headers: [cookies] })).toBe(401)
  })

  it('Coopr: the server hears who it is from the guard alone, and nobody reaches the provisioner', async () => {
    const ui = key('ui', 'server')
    const claims = ['Coopr-UserID: admin', 'Coopr-TenantID: superadmin', 'Coopr-ApiKey: 1234567890abcdef', 'coopr_userid: admin', 'X-User: admin']
    const made = await ask('POST server/v2/clusters', { headers: [ui, ...claims] })
    expect([made.status, JSON.parse(made.body.replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, ''))]).toEqual([200, { id: '00000001', by: 'system:ui' }])
    expect(await statusOf('POST server/v2/clusters', { headers: claims })).toBe(401)
    seen.length = 0
    const other = key('other', 'provisioner')
    expect(await statusOf('GET provisioner/v2/tenants/superadmin', { headers: [other] })).toBe(403)
    expect(await statusOf('POST provisioner/v2/tenants/superadmin', { headers: [other] })).toBe(403)
    expect(await statusOf('PUT provisioner/v2/tenants/superadmin')).toBe(401)
    expect(seen).toEqual([])
  })

  it("Cornflow: its own tokens pass beside the guard's, sign-up is closed and forgotten passwords are few", async () => {
    const guarded = `Cookie: ${await session('cornflow')}`
    const token = 'Authorization: Bearer eyJ.cornflow'
    expect(await statusOf('POST cornflow/login/', { body: '{}' })).toBe(200)
    expect(await statusOf('GET cornflow/instance/', { headers: [guarded, token] })).toBe(200)
    expect(seen.at(-1)?.headers).toMatchObject({ authorization: 'Bearer eyJ.cornflow', 'x-guard-user': 'person:ldap:7' })
    expect(await statusOf('POST cornflow/case/', { headers: [guarded, token], isOwn: true })).toBe(200)
    expect(await statusOf('POST cornflow/dag/', { headers: [key('scheduler', 'cornflow'), token] })).toBe(200)
    seen.length = 0
    expect(await statusOf('GET cornflow/instance/', { headers: [token] })).toBe(401)
    expect(await statusOf('POST cornflow/case/', { headers: [guarded, token, 'Origin: https://evil.example'] })).toBe(403)
    for (const path of ['/signup/', '/signup', '/SIGNUP/', '//signup/', '/%73ignup/']) {
      expect([path, [400, 403].includes(await statusOf(`POST cornflow${path}`, { headers: [guarded], isOwn: true }))]).toEqual([path, true])
    }
    expect(seen).toEqual([])
    const tries = []
    for (let count = 0; count < 4; count++) tries.push(await statusOf('POST cornflow/user/recover-password/'))
    expect(tries).toEqual([201, 201, 429, 429])
  })

  it('Enmeshed Connector: callers have keys of their own for what they need, and never its own key', async () => {
    const [writes, reads] = [
      key('erp', 'connector', '--path', '/api/core/v2/Messages', '--method', 'GET', '--method', 'POST'),
      key('monitoring', 'connector', '--path', '/api/**'),
    ]
    expect(await statusOf('GET connector/health')).toBe(200)
    expect(await statusOf('POST connector/api/core/v2/Messages', { headers: [writes], body: '{}' })).toBe(201)
    expect(seen.at(-1)?.headers['x-api-key']).toBe(native)
    expect(JSON.stringify(seen)).not.toContain('gk_')
    expect(await statusOf('GET connector/api/core/v2/Files/Own', { headers: [reads] })).toBe(200)
    const before = seen.length
    for (const [what, headers] of [
      ['GET connector/api/core/v2/Files/Own', [writes]],
      ['POST connector/api/core/v2/Messages', [reads]],
      ['DELETE connector/api/core/v2/Messages', [writes]],
      ['GET connector/Monitoring/Support', [reads]],
      ['GET connector/monitoring/Support', [reads]],
      ['GET connector/api/core/v2/Messages', [`X-Api-Key: ${native}`]],
      ['GET connector/api/core/v2/Messages', []],
    ] as const)
      expect([what, [400, 401, 403].includes(await statusOf(what, { headers }))]).toEqual([what, true])
    expect(seen).toHaveLength(before)
  })

  it('Hyperswitch: merchants pay with both keys, its administration and its custodians are not there for them', async () => {
    const shop = key('shop', 'router')
    const pay = { headers: [shop, 'api-key: snd_merchant'], body: '{"amount":1}' }
    expect(await statusOf('POST router/payments', pay)).toBe(200)
    expect(await statusOf('POST router/webhooks/merchant/stripe', { body: '{}' })).toBe(200)
    const dashboard = key('control-center', 'router')
    expect(await statusOf('GET router/user/data', { headers: [dashboard, 'Authorization: Bearer eyJ.dashboard'] })).toBe(200)
    seen.length = 0
    expect(await statusOf('POST router/payments', { headers: ['api-key: snd_merchant'] })).toBe(401)
    expect(await statusOf('POST router/accounts', { headers: [shop, 'api-key: test_admin'] })).toBe(403)
    expect(await statusOf('GET router/user/data', { headers: [shop, 'Authorization: Bearer eyJ.dashboard'] })).toBe(403)
    expect(await statusOf('POST vault/custodian/key1', { headers: [key('custodian', 'vault')] })).toBe(403)
    expect(await statusOf('GET vault/custodian/decrypt')).toBe(403)
    expect(seen).toEqual([])
  })

  it('have what went through in a log that verifies', async () => {
    await guard.stop()
    const allowed = guard.verified().filter((one) => 'verdict' in one && one.verdict === 'allow')
    const hosts = new Set(allowed.flatMap((one) => ('host' in one ? [String(one.host)] : [])))
    expect([...hosts].toSorted()).toEqual(['connector', 'cornflow', 'models', 'router', 'server'].map((host) => `${host}.example.org`))
  })
})
