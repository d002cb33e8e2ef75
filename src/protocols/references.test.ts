import fc from 'fast-check'
import { expect, it } from 'vitest'
import { view } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import { setting } from '../model/setting.ts'
import { findConnections, verificationSwitches } from './references.ts'

function component(env: Readonly<Record<string, string>>, command: readonly string[] = []): ComponentInput {
  const entries = Object.entries(env).map(([key, value], index) => [key, setting(value, { file: 'compose.yml', line: index + 1 })] as const)
  return {
    id: 'app',
    at: { file: 'compose.yml', line: 1 },
    form: 'container',
    env: new Map(entries),
    command: command.map((text) => setting(text, { file: 'compose.yml', line: 99 })),
    mounts: [],
    ports: [],
    expose: [],
    profiles: [],
    networks: [],
    names: [],
    hosts: new Map(),
    dependsOn: [],
    replicas: 1,
    isolation: {
      hostNamespaces: [],
      capAdd: [],
      capDrop: [],
      securityOptions: [],
      devices: [],
      ulimits: [],
      sysctls: [],
      labels: new Map(),
      buildArguments: new Map(),
    },
    open: () => ({ state: 'absent' }),
    list: () => [],
  }
}

/** `protocol host:port encryption password`, one per connection. */
function brief(env: Readonly<Record<string, string>>, command: readonly string[] = []): string[] {
  return findConnections(component(env, command)).map((one) => {
    const encryption = view(one.encryption)
    return [
      one.protocol,
      one.port === undefined ? one.host : `${one.host}:${one.port}`,
      encryption.known ? encryption.value : 'unknown',
      one.password?.value ?? '-',
      ...(one.fromOutside === true ? ['outside'] : []),
    ].join(' ')
  })
}

it.each<[Record<string, string>, string[]]>([
  [{ DATABASE_URL: 'postgres://u:pw@db:5432/a?sslmode=disable' }, ['postgres db:5432 none pw']],
  [{ DB_HOST: 'db', DB_PORT: '5432', DB_USER: 'u', DB_PASSWORD: 'pw', DB_SSLMODE: 'require' }, ['postgres db:5432 required pw']],
  [{ DB_HOST: 'db', DB_TYPE: 'mysql', DB_PASS: 'pw' }, ['mysql db unknown pw']],
  [{ WORDPRESS_DB_HOST: 'mysql:3306', WORDPRESS_DB_PASSWORD: 'pw' }, ['mysql mysql:3306 unknown pw']],
  [{ PGHOST: 'db', PGPASSWORD: 'pw', PGSSLMODE: 'verify-full' }, ['postgres db required pw']],
  [{ REDIS_HOST: 'cache', REDIS_PORT: '6379', REDIS_TLS: 'true' }, ['redis cache:6379 required -']],
  [{ REDIS_URL: 'redis://cache:6379', REDIS_PASSWORD: 'pw' }, ['redis cache:6379 none pw']],
  [{ KAFKA_BOOTSTRAP_SERVERS: 'k1:9092,k2:9092' }, ['kafka k1:9092 none -', 'kafka k2:9092 none -']],
  [{ ELASTICSEARCH_HOSTS: '["https://es:9200"]' }, ['http es:9200 required -']],
  [{ database__client: 'mysql', database__connection__host: 'db', database__connection__password: 'pw' }, ['mysql db unknown pw']],
  [{ SMTP_HOST: 'smtp.example.com', SMTP_PORT: '587' }, ['smtp smtp.example.com:587 unknown -']],
  [{ ZOOKEEPER_CONNECT: 'zk1:2181,zk2:2181/kafka' }, ['zookeeper zk1:2181 none -', 'zookeeper zk2:2181 none -']],
  [{ MEMCACHED_SERVERS: 'mc:11211' }, ['memcached mc:11211 none -']],
  [{ DB_HOST: 'db', DB_NAME: 'shop', DB_PORT: '5432' }, ['postgres db:5432 unknown -']],
  [{ CONNECT_BOOTSTRAP_SERVERS: 'broker:29092' }, ['kafka broker:29092 none -']],
  [{ Cache__ConnectionString: 'basket:6379' }, ['redis basket:6379 none -']],
  [{ CLICKHOUSE_DATABASE_URL: '${CLICKHOUSE_DATABASE_URL}' }, ['clickhouse ${CLICKHOUSE_DATABASE_URL} unknown -']],
  [{ EMAIL_HOST: 'mail.example.com', EMAIL_PORT: '587', EMAIL_USE_SSL: 'False', EMAIL_USE_TLS: 'True' }, ['smtp mail.example.com:587 required -']],
  [{ REDIS_HOST: 'redis', REDIS_PASSWORD: 'null' }, ['redis redis none -']],
  [{ PUBLIC_URL: 'https://app.example.com' }, ['http app.example.com required - outside']],
  [{ NEXT_PUBLIC_API: 'http://api:3000' }, ['http api:3000 none - outside']],
  [{ MESSAGE: 'see https://docs.example.com/x' }, []],
  [{ HOST: '0.0.0.0', LISTEN_ADDR: '0.0.0.0:80', KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092', N8N_HOST: 'n8n.example.com' }, []],
  [{ CONTACT_EMAIL_ADDRESS: 'a@example.com', SERVER_NAME: 'x', MODE: 'server' }, []],
])('%j', (env, expected) => {
  expect(brief(env)).toEqual(expected)
})

it('reads arguments as it reads the environment', () => {
  expect(brief({}, ['--db_host=db', '--db_port', '5432', '--db_password=pw'])).toEqual(['postgres db:5432 unknown pw'])
  expect(brief({}, ['sh', '-c', 'migrate -database postgres://u:pw@db/a?sslmode=disable up'])).toEqual(['postgres db none pw'])
  expect(brief({}, ['dockerize', '-wait', 'tcp://db:5432'])).toEqual([])
})

it('points at the line', () => {
  const [one] = findConnections(component({ X: '1', REDIS_URL: 'redis://cache' }))
  expect([one?.key, one?.trail]).toEqual(['REDIS_URL', [{ file: 'compose.yml', line: 2 }]])
})

it('lets switches decide the verification', () => {
  const verification = (env: Record<string, string>): unknown => {
    const [one] = findConnections(component(env))
    return one === undefined ? undefined : view(one.verification)
  }
  expect(verification({ API_URL: 'https://api', NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatchObject({ value: 'none', basis: 'configured' })
  expect(verification({ API_URL: 'https://api', NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toMatchObject({ value: 'name', basis: 'default' })
  expect(verification({ ES_URL: 'https://es', ES_VERIFY_SSL: 'false' })).toMatchObject({ value: 'none' })
  expect(verification({ ES_URL: 'https://es', OTHER_TLS_INSECURE_SKIP_VERIFY: 'true' })).toMatchObject({ value: 'name' })
  expect(verificationSwitches(component({ GIT_SSL_NO_VERIFY: '1', A_SSL_VERIFY: 'yes', B: '0' })).map((one) => [one.about, one.verifies])).toEqual([
    ['', false],
    ['a', true],
  ])
})

it('never throws', () => {
  const key = fc.constantFrom('DB_HOST', 'DB_PORT', 'X_URL', 'PGHOST', '__proto__', 'A_SERVERS', 'REDIS_TLS', '')
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.oneof(fc.string(), fc.constantFrom('${A}', 'redis://', 'a:1,', '[', 'tcp://a:b@c')), { noNullPrototype: true }),
      fc.array(fc.string()),
      (env, command) => {
        expect(() => findConnections(component(env, command))).not.toThrow()
      },
    ),
  )
})

it.each<[string, string[]]>([
  ['http { server { location / { proxy_pass http://write:3100$request_uri; } } }', ['http write:3100 none -']],
  ['location / { proxy_pass\t\thttps://app/; }', ['http app required -']],
  [
    'upstream apps { server one:80 weight=2; server two:81; } server { listen 80; proxy_pass http://apps; }',
    ['http one:80 none -', 'http two:81 none -'],
  ],
  ['location / { proxy_pass http://$backend; }', []],
  ['location / { proxy_pass http://app$suffix; }', []],
  ['# see http://docs:80/nginx for proxy_pass', []],
  ['wget http://app:80/ready; server one:80;', []],
])('an nginx.conf in a shell line: %s', (text, wanted) => {
  const line = `cat > /etc/nginx/nginx.conf <<EOF\n${text}\nEOF\nnginx -g "daemon off;"`
  expect(brief({}, ['sh', '-euc', line])).toEqual(wanted)
  expect(brief({}, ['-c', line])).toEqual(wanted)
})

it('still finds the database of a shell line, and leaves its other addresses alone', () => {
  expect(brief({}, ['sh', '-c', 'curl http://app:80/ && run --db postgres://u:pw@db:5432/a'])).toEqual(['postgres db:5432 unknown pw'])
})

it.each(['CORS_ORIGINS', 'CORS_ALLOW_ORIGIN', 'APP_CORS_URL', 'ALLOWED_HOSTS', 'ORIGIN', 'CSRF_TRUSTED_ORIGINS'])('%s is for browsers', (key) => {
  expect(brief({ [key]: 'https://shop.example.org' })).toEqual([])
  expect(brief({ [key]: 'shop:8080' })).toEqual([])
})

it('takes what passes a proxy by CONNECT for encrypted, and a password for that proxy not', () => {
  const encryption = (env: Readonly<Record<string, string>>) => findConnections(component(env)).map((one) => view(one.encryption))
  expect(encryption({ HTTPS_PROXY: 'http://proxy.example:3128' })).toMatchObject([{ value: 'required' }])
  expect(encryption({ https_proxy: 'http://me:secret@proxy.example:3128' })).toMatchObject([{ value: 'none' }])
  expect(encryption({ HTTP_PROXY: 'http://proxy.example:3128' })).toMatchObject([{ value: 'none' }])
})
