import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding, Report } from '../../src/model/report.ts'
import { call } from '../in-process.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Cluster, RunningPostgres } from './pg.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const redis = program('/usr/bin/redis-server')
const nginx = program('/usr/sbin/nginx')
const postgres = program('/usr/lib/postgresql/*/bin/postgres')
const slapd = program('/usr/sbin/slapd')
const installed = [redis, nginx, postgres, slapd].every((each) => each !== undefined) ? redis : undefined

/** Files that say one thing, and a server that does another. */
interface Lie {
  readonly name: string
  /** By their names; the server is published on this port of loopback. */
  readonly files: (port: number) => Readonly<Record<string, string>>
  /** Gives its port. */
  readonly serve: () => Promise<number>
  /** The control that must fail on the wire alone, and what its message or actual value must say. */
  readonly finds: string
  readonly says: RegExp
}

const compose = (image: string, inside: number, port: number, rest: string): string =>
  `services:\n  server:\n    image: ${image}\n    ports: ["127.0.0.1:${port}:${inside}"]\n${rest}`

describe.skipIf(isMissing(installed))(`files that lie${reason(installed)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let base: Cluster
  let running: RunningPostgres | undefined
  let count = 0
  beforeAll(() => {
    box = sandbox('lies')
    own = ownAuthority(box)
    base = cluster(box, postgres ?? '')
  })
  afterAll(() => box.stop())

  const settings = (name: string, text: string): string => {
    const file = join(box.folder, name)
    writeFileSync(file, text, { mode: 0o644 })
    return file
  }
  const redisOn = async (...args: readonly string[]): Promise<number> => {
    const port = await freePort()
    box.start(redis ?? '', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', box.folder, ...args])
    return port
  }
  const nginxOn = async (server: (port: number) => string): Promise<number> => {
    const port = await freePort()
    const name = `nginx${port}`
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${box.folder}/${each};`).join(' ')
    const text = `daemon off; pid ${box.folder}/${name}.pid; events {} http { access_log off; ${temporary} server { ${server(port)} } }`
    box.start(nginx ?? '', ['-c', settings(`${name}.conf`, text), '-e', join(box.folder, `${name}.log`)])
    return port
  }
  const certificate = (): string => `ssl_certificate ${own.certificate}; ssl_certificate_key ${own.key};`
  const postgresOn = async (rules: string): Promise<number> => {
    running?.stop()
    running = await base.start(rules)
    return running.port
  }
  const slapdOn = async (global: string): Promise<number> => {
    const port = await freePort()
    const folder = join(box.folder, `ldap${port}`)
    box.run('/bin/mkdir', [folder])
    const lines = [
      ...['core', 'cosine', 'inetorgperson'].map((each) => `include /etc/ldap/schema/${each}.schema`),
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      `TLSCertificateFile ${own.certificate}`,
      `TLSCertificateKeyFile ${own.key}`,
      global,
      'database mdb',
      'suffix "dc=shop,dc=example"',
      `directory ${folder}`,
      'maxsize 10485760',
    ]
    const file = settings(`slapd${port}.conf`, `${lines.join('\n')}\n`)
    box.run('/usr/sbin/slapadd', ['-f', file], 'dn: dc=shop,dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: shop\no: Shop\n')
    box.start(slapd ?? '', ['-d', '0', '-f', file, '-h', `ldap://127.0.0.1:${port}/`])
    return port
  }

  const nginxFiles = (port: number, inside: number, server: string): Readonly<Record<string, string>> => ({
    'compose.yml': compose('nginx:1.27', inside, port, '    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro", "./tls:/tls:ro"]\n'),
    'nginx.conf': `events {}\nhttp {\n  server {\n    ${server}\n  }\n}\n`,
  })
  const tlsFiles = 'ssl_certificate /tls/a.crt; ssl_certificate_key /tls/a.key;'
  const postgresFiles = (port: number, rules: string, command = ''): Readonly<Record<string, string>> => ({
    'compose.yml': compose(
      'postgres:16',
      5432,
      port,
      `    command: postgres -c hba_file=/etc/pg_hba.conf ${command}\n    volumes: ["./pg_hba.conf:/etc/pg_hba.conf:ro", "data:/var/lib/postgresql/data"]\nvolumes:\n  data:\n`,
    ),
    'pg_hba.conf': `local all all peer\n${rules}\n`,
  })
  const ldapFiles = (port: number, global: string): Readonly<Record<string, string>> => ({
    'slapd.conf': `include /etc/ldap/schema/core.schema\nTLSCertificateFile /tls/a.crt\nTLSCertificateKeyFile /tls/a.key\n${global}\ndatabase mdb\nsuffix "dc=shop,dc=example"\ndirectory /var/lib/ldap\n`,
    port: String(port),
  })

  const lies: readonly Lie[] = [
    {
      name: 'a password that redis does not ask for',
      files: (port) => ({ 'compose.yml': compose('redis:7.2', 6379, port, '    command: redis-server --requirepass R3allyLongAndRandomValue\n') }),
      serve: () => redisOn(),
      finds: 'listener/as-declared',
      says: /the files say log-in password, and the running server says none/,
    },
    {
      name: 'a default user that takes any password',
      files: (port) => ({ 'compose.yml': compose('redis:7.2', 6379, port, '    command: redis-server --requirepass R3allyLongAndRandomValue\n') }),
      serve: () => redisOn('--user', 'default', 'on', 'nopass', '~*', '+@all', '-ping'),
      finds: 'listener/as-declared',
      says: /log-in password, and the running server says none/,
    },
    {
      name: 'TLS that redis does not speak',
      files: (port) => ({
        'compose.yml': compose(
          'redis:7.2',
          6379,
          port,
          '    command: redis-server --port 0 --tls-port 6379 --tls-cert-file /a.crt --tls-key-file /a.key --tls-ca-cert-file /ca.crt --requirepass R3allyLongAndRandomValue\n',
        ),
      }),
      serve: () => redisOn('--requirepass', 'R3allyLongAndRandomValue'),
      finds: 'listener/as-declared',
      says: /the files say TLS required, and the running server says none/,
    },
    {
      name: 'a password that nobody wrote down',
      files: (port) => ({ 'compose.yml': compose('redis:7.2', 6379, port, '    command: redis-server --protected-mode no\n') }),
      serve: () => redisOn('--requirepass', 'R3allyLongAndRandomValue'),
      finds: 'listener/as-declared',
      says: /log-in none, and the running server says password/,
    },
    {
      name: 'HTTPS that is HTTP',
      files: (port) => nginxFiles(port, 443, `listen 443 ssl; ${tlsFiles} location / { return 200 "ok"; }`),
      serve: () => nginxOn((port) => `listen 127.0.0.1:${port}; return 200 "ok";`),
      finds: 'listener/as-declared',
      says: /the files say TLS required, and the running server says none/,
    },
    {
      name: 'a page on the port that only redirects',
      files: (port) =>
        nginxFiles(
          port,
          80,
          `listen 80; return 301 https://$host$request_uri; } server { listen 443 ssl; ${tlsFiles} location / { return 200 "ok"; }`,
        ),
      serve: () => nginxOn((port) => `listen 127.0.0.1:${port}; location / { return 200 "ok"; }`),
      finds: 'listener/as-declared',
      says: /the files say plain HTTP redirects alone, and the running server says pages/,
    },
    {
      name: 'old versions of TLS that the files forbid',
      files: (port) => nginxFiles(port, 443, `listen 443 ssl; ${tlsFiles} ssl_protocols TLSv1.2 TLSv1.3; location / { return 200 "ok"; }`),
      serve: () =>
        nginxOn(
          (port) =>
            `listen 127.0.0.1:${port} ssl; ${certificate()} ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0; return 200 "ok";`,
        ),
      finds: 'listener/tls-policy',
      says: /TLS 1\.[01]/,
    },
    {
      name: 'TLS that PostgreSQL does not demand',
      files: (port) => postgresFiles(port, 'hostssl all all all scram-sha-256', '-c ssl=on -c ssl_cert_file=/tls/a.crt -c ssl_key_file=/tls/a.key'),
      serve: () => postgresOn('host all all all scram-sha-256'),
      finds: 'listener/as-declared',
      says: /the files say TLS required, and the running server says none/,
    },
    {
      name: 'trust, where pg_hba.conf says scram',
      files: (port) => postgresFiles(port, 'host all all all scram-sha-256'),
      serve: () => postgresOn('host all all all trust'),
      finds: 'listener/as-declared',
      says: /log-in password, and the running server says none/,
    },
    {
      name: 'a directory that takes passwords in clear text',
      files: (port) => ldapFiles(port, 'security ssf=128\ndisallow bind_anon'),
      serve: () => slapdOn('disallow bind_anon'),
      finds: 'listener/as-declared',
      says: /TLS required, and the running server says optional/,
    },
    {
      name: 'a directory that everybody reads',
      files: (port) => ldapFiles(port, 'disallow bind_anon\nrequire authc'),
      serve: () => slapdOn(''),
      finds: 'listener/as-declared',
      says: /log-in password, and the running server says none/,
    },
    {
      name: 'security headers that are not sent',
      files: (port) =>
        nginxFiles(
          port,
          443,
          `listen 443 ssl; ${tlsFiles} add_header Strict-Transport-Security "max-age=63072000" always; add_header X-Content-Type-Options nosniff always; location / { return 200 "ok"; }`,
        ),
      serve: () => nginxOn((port) => `listen 127.0.0.1:${port} ssl; ${certificate()} return 200 "ok";`),
      finds: 'listener/security-headers',
      says: /Strict-Transport-Security|X-Content-Type-Options/,
    },
  ]

  async function findings(command: 'audit' | 'verify', folder: string, ...more: readonly string[]): Promise<readonly Finding[]> {
    const said = await call([command, folder, '--format', 'json', '--fail-on', 'never', '--all', ...more])
    if (said.exit !== 0) throw new Error(`${said.exit}: ${said.stderr}`)
    const report = JSON.parse(said.stdout) as Report
    const answers = report.deployments.flatMap((each) => each.answers ?? [])
    if (command === 'verify' && answers.every(({ outcome }) => outcome !== 'answered')) throw new Error(JSON.stringify(answers, undefined, 1))
    return report.deployments.flatMap((each) => each.findings)
  }

  const seen = ({ control, message, actual }: Finding, { finds, says }: Lie): boolean => control === finds && says.test(`${message} ${actual}`)

  it.each(lies)('are found out: $name', async (lie) => {
    const port = await lie.serve()
    const folder = join(box.folder, `deployment${count++}`)
    const { port: named, ...files } = lie.files(port)
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    const at = named === undefined ? [] : ['--at', `openldap:389=127.0.0.1:${port}`]
    const found = await eventually(() => findings('verify', folder, ...at))
    const believed = await findings('audit', folder)
    expect(believed.filter((each) => seen(each, lie))).toEqual([])
    expect(
      found.filter((each) => seen(each, lie) && each.basis === 'observed').map(({ control, answers = [] }) => [control, answers.length > 0]),
    ).toContainEqual([lie.finds, true])
  })
})
