import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { harden } from './harden-files.ts'
import { call } from './in-process.ts'

/** By service: what it is, and its health check afterwards. */
const asked: Readonly<Record<string, readonly [service: string, check: string]>> = {
  postgres: [
    'image: postgres:16\n    environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: x }',
    'CMD pg_isready -q -h 127.0.0.1 -p 5432 -U shop -d shop',
  ],
  mysql: ['image: mysql:8.4', 'CMD mysqladmin ping --silent -h 127.0.0.1 -P 3306'],
  mariadb: ['image: mariadb:11.4', 'CMD mariadb-admin ping --silent -h 127.0.0.1 -P 3306 --skip-ssl-verify-server-cert'],
  redis: ['image: redis:7.2\n    command: redis-server --port 6380', "CMD-SHELL redis-cli -p 6380 ping | grep -Eq 'PONG|NOAUTH'"],
  rabbitmq: ['image: rabbitmq:3.13', 'CMD rabbitmq-diagnostics -q ping'],
  mongo: ['image: mongo:7.0', "CMD mongosh --quiet --port 27017 --eval db.adminCommand('ping').ok"],
  'an older mongo': ['image: mongo:4.4', "CMD mongo --quiet --port 27017 --eval db.adminCommand('ping').ok"],
  prometheus: ['image: prom/prometheus:v2.53.1', 'CMD wget -q -O /dev/null http://127.0.0.1:9090/-/healthy'],
  grafana: ['image: grafana/grafana:11.1.0', 'CMD curl -fsSk -o /dev/null http://127.0.0.1:3000/api/health'],
}

const unasked: Readonly<Record<string, string>> = {
  'a program that nobody knows': 'image: registry.example.org/shop:1',
  'another image of a product': 'image: bitnami/postgresql:16',
  'a Redis that asks for certificates which are not there':
    'image: redis:7.2\n    command: redis-server --port 0 --tls-port 6380 --tls-auth-clients yes',
  'one whose check somebody switched off': 'image: redis:7.2\n    healthcheck: { disable: true }',
}

describe('a health check', { timeout: 60_000 }, () => {
  it.each(Object.entries(asked))('is written for %s', async (_, [service, check]) => {
    const { plan, read, folder } = await harden({ 'compose.yaml': `services:\n  it:\n    ${service}\n` }, 'containers')
    expect(plan.closed.map(({ control }) => control)).toContain('component/healthcheck')
    const words = /healthcheck:\n {6}test:\n((?: {8}- .*\n)+)/.exec(read('compose.yaml'))?.[1] ?? ''
    const plain = words.split('\n').map((line) => line.replace(/^ *- /, '').replace(/^"(.*)"$/, '$1'))
    expect(plain.join(' ').trim()).toBe(check)
    const again = JSON.parse((await call(['harden', folder, '--only', 'containers', '--format', 'json'])).stdout) as Hardening
    expect(again.files).toEqual([])
  })

  it.each(Object.entries(unasked))('is left to a person for %s', async (_, service) => {
    const { plan, read } = await harden({ 'compose.yaml': `services:\n  it:\n    ${service}\n` }, 'containers')
    expect(plan.open.find(({ finding }) => finding.control === 'component/healthcheck')).toMatchObject({ reason: 'needs-person' })
    expect(read('compose.yaml')).not.toContain('test:')
  })
})

it('tells where a digest and another user are to be had', { timeout: 60_000 }, async () => {
  const { plan } = await harden(
    { 'compose.yaml': 'services:\n  it:\n    image: minio/minio:RELEASE.2024-01-01T00-00-00Z\n    volumes: [data:/data]\nvolumes: { data: {} }\n' },
    'containers',
  )
  const why = (control: string): string => plan.open.find(({ finding }) => finding.control === control)?.why ?? ''
  expect(why('component/image-pinned')).toContain("docker image inspect --format '{{index .RepoDigests 0}}' minio/minio:RELEASE")
  expect(why('component/root-user')).toContain('/data')
})

describe('a file that several deployments share', { timeout: 60_000 }, () => {
  it('gets once what each of them asks for', async () => {
    const service = (more: string): string => `services:\n  cache:\n    ${more}\n`
    const { read, said } = await harden(
      {
        'docker-compose.debug.yml': service('image: redis:7'),
        'docker-compose.debug.dev.yml': service('environment: { STAGE: dev }'),
        'docker-compose.debug.stage.yml': service('environment: { STAGE: stage }'),
      },
      'containers',
    )
    expect(read('docker-compose.debug.yml').match(/no-new-privileges/g)).toHaveLength(1)
    const { deployments } = JSON.parse(said) as Hardening
    expect(deployments).toHaveLength(3)
    for (const { closed } of deployments) expect(closed.map(({ control }) => control)).toContain('component/no-new-privileges')
  })
})
