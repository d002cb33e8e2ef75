import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { harden, ofChannels } from './harden-files.ts'
import { call } from './in-process.ts'

const redis = `services:
  api:
    image: python:3.12
    command: python -m api
    environment:
      REDIS_URL: redis://cache:6379/0
  worker:
    image: python:3.12
    command: celery worker
    environment:
      - BROKER_URL=redis://cache:6379/1
  cache:
    image: redis:7.2
    healthcheck:
      test: redis-cli ping
`

// whoever comes first waits for all modules to be loaded
describe('a redis without anything', { timeout: 90_000 }, () => {
  it('gets TLS and an account for each client, and both ends say so', async () => {
    const { plan, read, folder } = await harden({ 'compose.yaml': redis })
    expect(plan.open.map(({ finding }) => finding.control).filter((control) => ofChannels.test(control))).toEqual([])
    expect(plan.added.filter(({ control }) => ofChannels.test(control))).toEqual([])
    expect(plan.measures.map(({ id, steps }) => [id, ...steps.map(({ component, phase }) => `${phase} ${component}`)])).toEqual([
      ['channel cache:6379', 'accept cache', 'switch api', 'switch worker', 'close cache'],
    ])
    const compose = read('compose.yaml')
    expect(compose).toContain(
      'rediss://api:${CACHE_API}@cache:6380/0?ssl_cert_reqs=required&ssl_ca_certs=/etc/ringwall/ca.crt&ssl_check_hostname=true',
    )
    expect(compose).toContain('rediss://worker:${CACHE_WORKER}@cache:6380/1?')
    expect(compose).toContain('redis-cli --tls --cacert /etc/ringwall/ca.crt -p 6380 --user ringwall-health ping')
    expect(read('ringwall/cache/redis.conf')).toContain('port 0\n')
    expect(statSync(join(folder, 'ringwall/cache/tls.key')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
  })

  it('has users with hashed passwords, and the one without a name is off', async () => {
    const { read } = await harden({ 'compose.yaml': redis })
    const users = read('ringwall/cache/users.acl')
    expect(users).toMatch(/^user default off$/m)
    expect(users).toMatch(/^user api on #[0-9a-f]{64} /m)
    for (const line of read('.env').trim().split('\n')) expect(users).not.toContain(line.split('=')[1])
  })

  it('has a certificate for its names, and the key of the authority is nowhere', async () => {
    const { read, said } = await harden({ 'compose.yaml': redis })
    const chain = read('ringwall/cache/tls.crt').split(/(?<=-----END CERTIFICATE-----\n)/)
    const [leaf, issuing] = chain.map((pem) => new X509Certificate(pem))
    expect(leaf!.subjectAltName).toContain('DNS:cache')
    expect(leaf!.subjectAltName).toContain('DNS:localhost')
    expect(issuing!.ca && new X509Certificate(read('ringwall/api/ca.crt')).ca).toBe(true)
    expect(leaf!.verify(issuing!.publicKey)).toBe(true)
    expect(said).not.toContain('PRIVATE KEY')
    for (const line of read('.env').trim().split('\n')) expect(said).not.toContain(line.split('=')[1])
  })

  it('is not hardened twice', async () => {
    const { folder } = await harden({ 'compose.yaml': redis })
    const again = JSON.parse((await call(['harden', folder, '--only', 'channels', '--format', 'json'])).stdout) as Hardening
    expect(again.files).toEqual([])
  })

  it('keeps what refers to other values', async () => {
    const weak = redis
      .replace('redis://cache:6379/0', 'redis://:${CACHE_PW}@${CACHE_HOST}:6379/0')
      .replace('    image: redis:7.2\n', '    image: redis:7.2\n    command: redis-server --requirepass ${CACHE_PW} --save ""\n')
    const { read } = await harden({ 'compose.yaml': weak, '.env': 'CACHE_PW=Long-Enough-1234\nCACHE_HOST=cache\n' })
    const compose = read('compose.yaml')
    expect(compose).toContain('rediss://:${CACHE_PW}@${CACHE_HOST}:6380/0?')
    expect(compose).toContain('--requirepass ${CACHE_PW} ')
    expect(compose).toContain('rediss://:${CACHE_PW}@cache:6380/1?')
    expect(compose).not.toContain('Long-Enough')
  })
})

describe('a client that cannot follow', () => {
  const weak = redis.replace('    command: python -m api\n', '').replace('image: python:3.12\n', 'image: registry.example.org/api:1\n')

  it('goes on being served, and what stays open says why', async () => {
    const { plan, read } = await harden({ 'compose.yaml': weak })
    expect(plan.measures.map(({ id }) => id)).toEqual(['channel cache:6379 without api'])
    expect(read('ringwall/cache/redis.conf')).not.toContain('port 0')
    expect(read('compose.yaml')).toContain('rediss://worker:')
    const left = plan.open.filter(({ finding }) => finding.control === 'channel/plaintext-refused' || finding.control === 'channel/encrypted')
    expect(left.map(({ finding, reason }) => `${finding.control} ${finding.subject.id} ${reason}`)).toEqual([
      'channel/encrypted api->cache:6379 needs-person',
      'channel/plaintext-refused cache:6379 needs-person',
    ])
  })
})

describe('a server that may have other clients', () => {
  it('does not close where one starts after it and is not understood', async () => {
    const { plan, read } = await harden({
      'compose.yaml': redis.replace('  cache:\n', '  other:\n    image: other:1\n    depends_on: [cache]\n  cache:\n'),
    })
    expect(plan.measures.map(({ id }) => id)).toEqual(['channel cache:6379 without other'])
    expect(read('ringwall/cache/redis.conf')).not.toContain('port 0')
    expect(read('ringwall/cache/users.acl')).toContain('user default on nopass')
    expect(plan.open.find(({ finding }) => finding.control === 'listener/authenticated')?.reason).toBe('needs-person')
  })

  it('does not close where nobody is known to use it', async () => {
    const { plan } = await harden({ 'compose.yaml': 'services:\n  cache:\n    image: redis:7.2\n' })
    expect(plan.open.find(({ finding }) => finding.control === 'listener/authenticated')).toMatchObject({
      reason: 'needs-person',
      why: 'nobody here is known to use cache: who does would be turned away',
    })
  })

  it('leaves the nodes of a cluster alone', async () => {
    const { plan } = await harden({
      'compose.yaml': redis.replace('    image: redis:7.2\n', '    image: redis:7.2\n    command: redis-server --cluster-enabled yes\n'),
    })
    expect(plan.measures).toEqual([])
    expect(plan.open.find(({ finding }) => finding.control === 'channel/plaintext-refused')?.reason).toBe('would-break')
  })
})

describe('a redis of before there was TLS', () => {
  it('gets one password, in a file that is its own', async () => {
    const { plan, read, folder } = await harden({ 'compose.yaml': redis.replace('redis:7.2', 'redis:5.0') })
    expect(read('ringwall/cache/redis.conf')).toBe('include /etc/ringwall/password.conf\n')
    expect(statSync(join(folder, 'ringwall/cache/password.conf')).mode & 0o777).toBe(0o600)
    expect(read('compose.yaml').match(/redis:\/\/:\$\{CACHE_PASSWORD\}@cache:6379/g)).toHaveLength(2)
    const open = plan.open.filter(({ finding }) => ofChannels.test(finding.control))
    expect(open.map(({ finding, reason }) => `${finding.control} ${reason}`)).toEqual([
      'channel/encrypted product-cannot',
      'channel/encrypted product-cannot',
      'channel/plaintext-refused product-cannot',
    ])
  })
})

describe('a postgres that trusts everybody', () => {
  const weak = `services:
  app:
    image: python:3.12
    environment:
      DATABASE_URL: postgresql://app:$\{PW}@db/app?sslmode=disable
  db:
    image: postgres:16-alpine
    environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: "$\{PW}", POSTGRES_HOST_AUTH_METHOD: trust }
`.replaceAll('\\{', '{')

  it('asks for TLS and a password, and its client verifies it', async () => {
    const { plan, read } = await harden({ 'compose.yaml': weak, '.env': 'PW=Long-Enough-1234\n' })
    expect(plan.open.filter(({ finding }) => ofChannels.test(finding.control))).toEqual([])
    const compose = read('compose.yaml')
    expect(compose).toContain('postgresql://app:${PW}@db:5432/app?sslmode=verify-full&sslrootcert=/etc/ringwall/ca.crt')
    expect(compose).not.toContain('POSTGRES_HOST_AUTH_METHOD')
    expect(read('ringwall/db/pg_hba.conf')).toMatch(/^hostssl +all +all +samenet +scram-sha-256$/m)
    const notes = plan.measures.flatMap((measure) => measure.notes)
    expect(notes.filter((note) => note.includes('docker exec CONTAINER psql'))).toHaveLength(1)
    expect(plan.measures[0]?.notes.join(' ')).toContain('chown 70:70')
  })
})

describe('an authority that is there', () => {
  it('signs, and has on record and delivered what was written', { timeout: 90_000 }, async () => {
    const base = mkdtempSync(join(tmpdir(), 'ringwall-given-'))
    mkdirSync(join(base, 'weak'))
    writeFileSync(join(base, 'weak/compose.yaml'), redis)
    const env = { PASSPHRASE: 'correct horse battery' }
    const permits = ['cache', 'localhost'].flatMap((name) => ['--permit-dns', name])
    const made = await call(
      ['ca', 'init', 'ca', ...permits, '--permit-ip', '127.0.0.0/8', '--permit-ip', '::1/128', '--passphrase', 'env:PASSPHRASE'],
      base,
      env,
    )
    expect(made.stderr).toBe('')
    const asked = ['harden', 'weak', '--only', 'channels', '--ca', 'ca', '--passphrase', 'env:PASSPHRASE']
    expect((await call(asked, base, env)).exit).toBe(0)
    expect((await call(['ca', 'status', '--ca', 'ca'], base, env)).stdout).not.toContain('weak-cache')
    const said = await call([...asked, '--write', 'hard'], base, env)
    expect(said.stderr).toBe('')
    const leaf = new X509Certificate(readFileSync(join(base, 'hard/ringwall/cache/tls.crt')))
    expect(readFileSync(join(base, 'hard/ringwall/api/ca.crt'), 'utf8')).toBe(readFileSync(join(base, 'ca/trust.pem'), 'utf8'))
    expect(new X509Certificate(readFileSync(join(base, 'ca/certificates/weak-cache/tls.crt'))).serialNumber).toBe(leaf.serialNumber)
    const status = await call(['ca', 'status', '--ca', 'ca'], base, env)
    expect(status).toMatchObject({ exit: 0 })
    expect(status.stdout).toContain('weak-cache')
  })

  it('is not opened by another passphrase, and then nothing is written', { timeout: 90_000 }, async () => {
    const base = mkdtempSync(join(tmpdir(), 'ringwall-given-'))
    mkdirSync(join(base, 'weak'))
    writeFileSync(join(base, 'weak/compose.yaml'), redis)
    await call(['ca', 'init', 'ca', '--permit-dns', 'cache', '--passphrase', 'env:PASSPHRASE'], base, { PASSPHRASE: 'correct horse battery' })
    const said = await call(['harden', 'weak', '--ca', 'ca', '--passphrase', 'env:PASSPHRASE', '--write', 'hard'], base, {
      PASSPHRASE: 'another one altogether',
    })
    expect(said.exit).toBe(2)
    expect(said.stderr).toContain('the passphrase does not open it')
    expect(existsSync(join(base, 'hard'))).toBe(false)
  })
})
