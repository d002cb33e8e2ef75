import { expect, it } from 'vitest'
import { bind, deployment, messages, outcome, passing, port, volume, written } from '../../testing/deployment.ts'
import { controlSocket } from './control-socket.ts'

function judged(...mounts: Parameters<typeof bind>[]) {
  return deployment({ components: [{ id: 'web', mounts: mounts.map((mount) => bind(...mount)) }] })
}

it.each([
  '/var/run/docker.sock',
  '//var/run/docker.sock',
  '/run/docker.sock',
  '/var/run/../run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/user/1000/podman/podman.sock',
  '/var/run/crio/crio.sock',
])('finds %s, read-only or not', (source) => {
  expect(outcome(controlSocket, judged([source, '/socket', 12]))).toEqual(['web high compose.yml:12'])
  expect(outcome(controlSocket, judged([source, '/socket', 12, ['ro']]))).toEqual(['web high compose.yml:12'])
})

it('sees through a named volume, and a pipe of Windows', () => {
  const options = new Map([
    ['type', written('none', 40)],
    ['o', written('bind', 41)],
    ['device', written('/var/run/docker.sock', 42)],
  ])
  const named = deployment({ components: [{ id: 'ci', mounts: [volume('sock', '/var/run/docker.sock', 12)] }], volumes: [{ name: 'sock', options }] })
  expect(outcome(controlSocket, named)).toEqual(['ci high compose.yml:12 compose.yml:42'])
  const pipe = { ...bind('\\\\.\\pipe\\docker_engine', '\\\\.\\pipe\\docker_engine', 13), kind: 'pipe' as const }
  expect(outcome(controlSocket, deployment({ components: [{ id: 'ci', mounts: [pipe] }] }))).toEqual(['ci high compose.yml:13'])
})

it('leaves a variable without a value open', () => {
  expect(outcome(controlSocket, judged(['${SOCK}', '/var/run/docker.sock', 12]))).toEqual(['web unknown compose.yml:12'])
  expect(outcome(controlSocket, judged(['${DATA}', '/data', 12]))).toEqual([])
})

it('lets a filtering proxy hold the socket while nobody outside reaches it', () => {
  const is = { reading: { image: { mediatesControlSocket: true } } }
  const mounts = [bind('/var/run/docker.sock', '/var/run/docker.sock', 12, ['ro'])]
  const inside = deployment({ components: [{ id: 'proxy', mounts, is, expose: [2375] }] })
  expect(outcome(controlSocket, inside)).toEqual([])
  expect(passing(controlSocket, inside)).toEqual(['proxy'])
  const outside = deployment({ components: [{ id: 'proxy', mounts, is, ports: [port('2375:2375', 14)] }] })
  expect(outcome(controlSocket, outside)).toEqual(['proxy critical compose.yml:12'])
  expect(messages(controlSocket, outside)[0]).toContain('its port is published')
})

it('passes other files, and a volume that is merely called like it', () => {
  const other = deployment({ components: [{ id: 'web', mounts: [bind('./docker.sock.md', '/x', 12), volume('docker.sock', '/y', 13)] }] })
  expect(outcome(controlSocket, other)).toEqual([])
  expect(passing(controlSocket, other)).toEqual(['web'])
})
