import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseConnectionString, parseEndpointList } from './connection-string.ts'
import { effort } from '../testing/effort.ts'

/** `protocol user:password@host:port,host/database encryption verification`, to hold many cases on one line each. */
function brief(text: string): string {
  const read = parseConnectionString(text)
  if (read === undefined) return 'nothing'
  const login = read.user === undefined && read.password === undefined ? '' : `${read.user ?? ''}:${read.password ?? ''}@`
  const hosts = read.endpoints.map((end) => (end.port === undefined ? end.host : `${end.host}:${end.port}`)).join(',')
  return `${read.protocol} ${login}${hosts}${read.database === undefined ? '' : `/${read.database}`} ${read.encryption} ${read.verification}`
}

it.each([
  ['postgres://u:p@db:5432/app?sslmode=verify-full&sslrootcert=/ca.pem', 'postgres u:p@db:5432/app required name'],
  ['postgresql://u:p@db/app', 'postgres u:p@db/app unspecified unspecified'],
  ['postgresql+psycopg2://u:p@db/app?sslmode=require', 'postgres u:p@db/app required none'],
  ['postgresql://db/app?sslmode=require&sslrootcert=/ca.pem', 'postgres db/app required chain'],
  ['postgresql://db/app?sslmode=verify-ca', 'postgres db/app required chain'],
  ['postgresql://db/app?sslmode=disable', 'postgres db/app none none'],
  ['postgresql://db/app?sslmode=prefer', 'postgres db/app optional none'],
  ['postgresql://db/app?sslmode=no-verify', 'postgres db/app required none'],
  ['postgresql+asyncpg://u:p@db/app?ssl=require', 'postgres u:p@db/app required none'],
  ['db+postgresql://airflow:pw@postgres/airflow', 'postgres airflow:pw@postgres/airflow unspecified unspecified'],
  ['postgresql:///app?host=a,b&port=6432', 'postgres a:6432,b:6432/app unspecified unspecified'],
  ['mysql+pymysql://u:p@db/app?ssl_ca=/ca.pem', 'mysql u:p@db/app required name'],
  ['mysql+pymysql://u:p@db/app?ssl_ca=/ca.pem&ssl_verify_cert=false', 'mysql u:p@db/app required none'],
  ['mysql://u:p@db/app', 'mysql u:p@db/app unspecified unspecified'],
  ['u:p@ss@tcp(db:3306)/app?tls=skip-verify', 'mysql u:p@ss@db:3306/app required none'],
  ['redis://:pw@cache:6379/0', 'redis :pw@cache:6379/0 none none'],
  ['rediss://cache:6380/0?ssl_cert_reqs=CERT_NONE', 'redis cache:6380/0 required none'],
  ['rediss://cache/0?ssl_cert_reqs=required&ssl_check_hostname=true', 'redis cache/0 required name'],
  ['rediss://cache/0', 'redis cache/0 required unspecified'],
  ['redis+sentinel://s1:26379,s2:26379/main', 'redis s1:26379,s2:26379/main none none'],
  ['amqp://guest:guest@rabbit:5672//', 'amqp guest:guest@rabbit:5672// none none'],
  ['amqps://rabbit?verify=verify_none', 'amqp rabbit required none'],
  ['amqps://rabbit?verify=verify_peer&cacertfile=/ca.pem', 'amqp rabbit required chain'],
  ['mongodb://a,b,c:27018/?tls=true', 'mongodb a,b,c:27018 required name'],
  ['mongodb://u:p@a/db?tls=true&tlsInsecure=true', 'mongodb u:p@a/db required none'],
  ['mongodb://u:p@a/db?tls=true&tlsAllowInvalidHostnames=true', 'mongodb u:p@a/db required chain'],
  ['mongodb+srv://u:p@cluster.example/db', 'mongodb u:p@cluster.example/db required name'],
  ['mongodb+srv://u:p@cluster.example/db?tls=false', 'mongodb u:p@cluster.example/db none none'],
  ['ldaps://ldap.example:636', 'ldap ldap.example:636 required unspecified'],
  ['https://es:9200', 'http es:9200 required unspecified'],
  ['http://elastic:changeme@es:9200/x?ssl=true', 'http elastic:changeme@es:9200 none none'],
  ['clickhouse://u:p@ch:9440/x?secure=true&verify=false', 'clickhouse u:p@ch:9440/x required none'],
  ['smtp://u:p@mail:587?encryption=tls&verify_peer=0', 'smtp u:p@mail:587 required none'],
  ['tls://nats:4222', 'nats nats:4222 required unspecified'],
  ['sqlite:///app.db', 'nothing'],
  ['file:///etc/passwd', 'nothing'],
  ['just a sentence: http://x', 'nothing'],
])('reads %s', (text, expected) => {
  expect(brief(text)).toBe(expected)
})

it.each([
  ['jdbc:postgresql://db:5432/app?user=u&password=p', 'postgres u:p@db:5432/app unspecified unspecified'],
  ['jdbc:postgresql://db/app?ssl=true', 'postgres db/app required name'],
  ['jdbc:postgresql://db/app?sslmode=require&sslrootcert=/ca.pem', 'postgres db/app required none'],
  ['jdbc:mysql://h1:3306,h2/app?useSSL=false', 'mysql h1:3306,h2/app none none'],
  ['jdbc:mysql://h/app?useSSL=true', 'mysql h/app optional none'],
  ['jdbc:mysql://h/app?useSSL=true&requireSSL=true', 'mysql h/app required none'],
  ['jdbc:mysql://h/app?useSSL=true&requireSSL=true&verifyServerCertificate=true', 'mysql h/app required chain'],
  ['jdbc:mysql://h/app?sslMode=VERIFY_IDENTITY', 'mysql h/app required name'],
  ['jdbc:mysql:loadbalance://a,b/app', 'mysql a,b/app unspecified unspecified'],
  ['jdbc:mariadb://h/app?sslMode=trust', 'mysql h/app required none'],
  [
    'jdbc:sqlserver://db:1433;databaseName=app;user=sa;password={a;b};encrypt=true;trustServerCertificate=false',
    'mssql sa:a;b@db:1433/app required name',
  ],
  ['jdbc:sqlserver://db\\SQLEXPRESS;encrypt=true;trustServerCertificate=true', 'mssql db required none'],
  ['jdbc:oracle:thin:@//ora:1521/svc', 'oracle ora:1521/svc none none'],
  ['jdbc:oracle:thin:u/p@ora:1521:XE', 'oracle u:p@ora:1521/XE none none'],
  ['jdbc:oracle:thin:@tcps://ora:2484/svc', 'oracle ora:2484/svc required unspecified'],
  ['jdbc:clickhouse://ch:8123/app?ssl=true', 'clickhouse ch:8123/app required unspecified'],
  ['jdbc:redis://cache:6379', 'redis cache:6379 none none'],
  ['jdbc:p6spy:postgresql://db/app', 'postgres db/app unspecified unspecified'],
  ['r2dbc:postgresql://u:p@db/app', 'postgres u:p@db/app unspecified unspecified'],
  ['jdbc:h2:mem:test', 'nothing'],
  ['jdbc:sqlite:/data/x.db', 'nothing'],
])('reads %s', (text, expected) => {
  expect(brief(text)).toBe(expected)
})

it.each([
  ["host=db port=5432 user=x password='y z' dbname=a sslmode=verify-full", 'postgres x:y z@db:5432/a required name'],
  ['host=a,b port=1,2 user=x', 'postgres x:@a:1,b:2 unspecified unspecified'],
  ['Server=db,1433;User Id=sa;Password=P;Encrypt=True;TrustServerCertificate=True', 'mssql sa:P@db:1433 required none'],
  ['Server=tcp:db;Database=a;User Id=sa;Password="x;y";Encrypt=False', 'mssql sa:x;y@db/a none none'],
  ['Host=db;Port=5432;Username=u;Password=p;Database=a;SSL Mode=VerifyFull', 'postgres u:p@db:5432/a required name'],
  ['Server=db;Uid=u;Pwd=p;SslMode=VerifyCA', 'mysql u:p@db required chain'],
  ['cache:6379,password=x,ssl=true,abortConnect=false', 'redis :x@cache:6379 required name'],
  ['Data Source=app.db;Cache=Shared', 'nothing'],
  ['name=value; other=thing', 'nothing'],
  ['--host=db --port=1', 'nothing'],
])('reads %s', (text, expected) => {
  expect(brief(text)).toBe(expected)
})

it('takes the last @ of the authority, and survives unescaped characters in passwords', () => {
  expect(brief('postgres://u:p@ss@db:5432/app')).toBe('postgres u:p@ss@db:5432/app unspecified unspecified')
  expect(brief('postgres://u:p/w@db/app')).toBe('postgres u:p/w@db/app unspecified unspecified')
  expect(brief('https://u:p@ss@registry/v2')).toBe('http u:p@ss@registry required unspecified')
  expect(brief('redis://:pa#ss@cache:6379/0')).toBe('redis :pa#ss@cache:6379/0 none none')
  expect(brief('postgres://u:p%40ss%zz@db/app')).toBe('postgres u:p@ss%zz@db/app unspecified unspecified')
  expect(brief('mongodb://db/app?user=a@b')).toBe('mongodb a@b:@db/app unspecified unspecified')
  expect(brief('https://registry/pkg/@scope/name')).toBe('http registry required unspecified')
})

it('keeps holes literally, wherever they are', () => {
  expect(brief('postgres://${U}:${P:-a/b@c}@${H:-db}:${PORT:-5432}/${N}?sslmode=require')).toBe(
    'postgres ${U}:${P:-a/b@c}@${H:-db}/${N} required none',
  )
  expect(brief('redis://:<your password>@cache:6379')).toBe('redis :<your password>@cache:6379 none none')
})

it('reads lists of hosts', () => {
  expect(parseEndpointList('kafka:9092,kafka2:9092')?.endpoints).toEqual([
    { host: 'kafka', port: 9092 },
    { host: 'kafka2', port: 9092 },
  ])
  expect(parseEndpointList('zk1:2181,zk2:2181/chroot')).toEqual({
    endpoints: [
      { host: 'zk1', port: 2181 },
      { host: 'zk2', port: 2181 },
    ],
    path: '/chroot',
  })
  expect(parseEndpointList('SASL_SSL://a:9093,SASL_SSL://b:9093')?.scheme).toBe('sasl_ssl')
  expect(parseEndpointList('[::1]:9092')?.endpoints).toEqual([{ host: '::1', port: 9092 }])
  for (const text of ['a b', 'a=b', '', ',', 'a:x', '"a"', '-x:1']) expect([text, parseEndpointList(text)]).toEqual([text, undefined])
})

it('never throws', () => {
  const pieces = fc.constantFrom(
    'postgres://',
    'jdbc:',
    'mysql:',
    '@',
    ':',
    '/',
    '?',
    '#',
    '${',
    '}',
    '%',
    ';',
    'host=',
    'Server=',
    ',',
    'a',
    '1',
    '(',
    ')',
    '[',
    '"',
    "'",
    '\\',
    '=',
    ' ',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 25 }).map((list) => list.join('')),
      ),
      (text) => {
        expect(() => [parseConnectionString(text), parseEndpointList(text)]).not.toThrow()
      },
    ),
    { numRuns: 2000 },
  )
})

it('gives back what was put in', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/)
  fc.assert(
    fc.property(word, fc.string({ minLength: 1 }), word, fc.integer({ min: 1, max: 65535 }), (user, password, host, port) => {
      const read = parseConnectionString(`postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/app`)
      expect([read?.user, read?.password, read?.endpoints, read?.database]).toEqual([user, password, [{ host, port }], 'app'])
    }),
  )
})

it('reads a hostile megabyte at once', () => {
  const read = (): void => {
    for (const piece of ['postgres://', '${', '@', ' a=', ';a={', "host=db user='", '(HOST=', '%41'])
      parseConnectionString(`postgres://${piece.repeat(2000)}`.slice(0, 8192))
    for (const piece of ['${', "host=db '", 'a=;', 'Server=;', ',a', '(('])
      parseConnectionString(`host=db;Server=x; ${piece.repeat(4000)}`.slice(0, 8192))
  }
  expect(effort(read)).toBeLessThan(100)
})
