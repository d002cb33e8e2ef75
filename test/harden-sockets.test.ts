import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { call } from './in-process.ts'

const socket = '/var/run/docker.sock:/var/run/docker.sock'
const discovery =
  'scrape_configs:\n  - job_name: all # kept\n    docker_sd_configs:\n      - host: unix:///var/run/docker.sock\n        refresh_interval: 5s\n'

/** Program, its files, and what it is told. */
const programs: readonly (readonly [
  what: string,
  service: string,
  files: Readonly<Record<string, string>>,
  told: readonly [file: string, text: string],
])[] = [
  [
    'Traefik on its command line',
    'image: traefik:v3.1\n    command: [--providers.docker=true, "--providers.docker.endpoint=unix:///var/run/docker.sock"]',
    {},
    ['compose.yaml', '[--providers.docker=true, "--providers.docker.endpoint=tcp://127.0.0.1:2375"]'],
  ],
  [
    'Traefik by a file',
    'image: traefik:v3.1\n    configs: [{ source: t, target: /etc/traefik/traefik.yml }]',
    { 'traefik.yml': 'providers:\n  Docker:\n    exposedByDefault: false # kept\n' },
    ['traefik.yml', 'providers:\n  Docker:\n    exposedByDefault: false # kept\n    endpoint: tcp://127.0.0.1:2375\n'],
  ],
  [
    'Traefik by variables',
    'image: traefik:v2.11\n    environment: { TRAEFIK_PROVIDERS_DOCKER: "true" }',
    {},
    ['compose.yaml', 'TRAEFIK_PROVIDERS_DOCKER_ENDPOINT: tcp://127.0.0.1:2375'],
  ],
  [
    'Promtail',
    'image: grafana/promtail:2.9.8\n    configs: [{ source: p, target: /etc/promtail/config.yml }]',
    { 'promtail.yml': discovery },
    ['promtail.yml', discovery.replace('unix:///var/run/docker.sock', 'tcp://127.0.0.1:2375')],
  ],
  [
    'Prometheus',
    'image: prom/prometheus:v2.53.1\n    configs: [{ source: p, target: /etc/prometheus/prometheus.yml }]',
    { 'promtail.yml': discovery },
    ['promtail.yml', discovery.replace('unix:///var/run/docker.sock', 'tcp://127.0.0.1:2375')],
  ],
  [
    'Vector',
    'image: timberio/vector:0.49.0-debian\n    configs: [{ source: v, target: /etc/vector/vector.yaml }]',
    { 'vector.yaml': 'sources:\n  all:\n    type: docker_logs\n' },
    ['compose.yaml', 'DOCKER_HOST: http://127.0.0.1:2375'],
  ],
  ['cAdvisor', 'image: gcr.io/cadvisor/cadvisor:v0.49.1', {}, ['compose.yaml', '--docker=tcp://127.0.0.1:2375']],
]

async function hardened(service: string, files: Readonly<Record<string, string>>) {
  const base = mkdtempSync(join(tmpdir(), 'ringwall-sockets-'))
  const weak = mkdtempSync(join(base, 'weak-'))
  const sources = { t: 'traefik.yml', p: 'promtail.yml', v: 'vector.yaml' }
  const configs = Object.entries(sources).filter(([, file]) => file in files)
  const compose = `services:\n  app:\n    ${service}\n    volumes: ["${socket}"]\n${configs.length === 0 ? '' : 'configs:\n'}${configs.map(([name, file]) => `  ${name}: { file: ./${file} }\n`).join('')}`
  for (const [name, text] of Object.entries({ ...files, 'compose.yaml': compose })) writeFileSync(join(weak, name), text)
  const folder = join(base, 'hard')
  const words = ['--only', 'sockets', '--format', 'json']
  const found = JSON.parse((await call(['harden', weak, ...words, '--write', folder])).stdout) as Hardening
  const again = JSON.parse((await call(['harden', folder, ...words])).stdout) as Hardening
  return { plan: found.deployments[0]!, again, read: (name: string) => readFileSync(join(folder, name), 'utf8') }
}

it.each(programs)('%s asks the engine through a proxy', { timeout: 60_000 }, async (_, service, files, [file, told]) => {
  const { plan, again, read } = await hardened(service, files)
  expect(plan.closed.map(({ control }) => control)).toContain('component/control-socket')
  expect(read(file)).toContain(told)
  const compose = read('compose.yaml')
  expect(compose.split(socket).length).toBe(2)
  expect(compose).toMatch(/app-engine:\n[\s\S]*network_mode: service:app[\s\S]*docker\.sock:ro/)
  expect(read('ringwall/app-engine/haproxy.cfg')).toContain('http-request deny unless METH_GET')
  expect(again.files).toEqual([])
})

it('a program that gives orders keeps the socket, and the plan says why', { timeout: 60_000 }, async () => {
  const { plan, again } = await hardened('image: containrrr/watchtower:1.7.1', {})
  expect(plan.open.find(({ finding }) => finding.control === 'component/control-socket')).toMatchObject({ reason: 'needs-person' })
  expect(again.files).toEqual([])
})

it('a program of a swarm asks for more than containers', { timeout: 60_000 }, async () => {
  const { plan } = await hardened('image: traefik:v2.11\n    command: [--providers.docker=true, --providers.docker.swarmMode=true]', {})
  expect(plan.open.find(({ finding }) => finding.control === 'component/control-socket')).toMatchObject({ reason: 'needs-person' })
})
