import { expect, it } from 'vitest'
import { bind, deployment, outcome, passing, port, volume, written } from '../../testing/deployment.ts'
import { hostPath } from './host-path.ts'

function judged(source: string, ...options: readonly string[]) {
  return deployment({ components: [{ id: 'app', mounts: [bind(source, '/x', 12, options)] }] })
}

it.each([
  ['/', 'high', 'medium'],
  ['/etc', 'high', 'medium'],
  ['/etc/shadow', 'high', 'medium'],
  ['/root/.ssh/id_ed25519', 'high', 'medium'],
  ['~/.ssh', 'high', 'medium'],
  ['~/.aws/credentials', 'high', 'medium'],
  ['${HOME}/.kube', 'high', 'medium'],
  ['/home', 'high', 'medium'],
  ['/home/me', 'high', 'medium'],
  ['/home/me/.docker/config.json', 'high', 'medium'],
  ['/var/run', 'high', 'high'],
  ['/run/', 'high', 'high'],
  ['/proc', 'high', 'low'],
  ['/sys/fs/cgroup', 'high', 'low'],
  ['/boot', 'high', 'info'],
  ['/usr/bin', 'high', 'info'],
  ['/var/lib/docker/containers', 'high', 'medium'],
  ['/srv/../etc', 'high', 'medium'],
])('%s is %s writable, %s read-only', (source, writable, readable) => {
  expect(outcome(hostPath, judged(source))).toEqual([`app:/x ${writable} compose.yml:12`])
  expect(outcome(hostPath, judged(source, 'ro'))).toEqual([`app:/x ${readable} compose.yml:12`])
})

it.each([
  '/homepage.conf',
  '/rootfs',
  '/processed',
  '/system',
  '/bootstrap',
  '/var/lib/dockerfiles',
  '/etc/sshfs',
  '/variables',
  '/etc/localtime',
  '/etcetera',
  '/home/me/app/data',
  './etc',
  './home',
  '/srv/data',
  '/usr/share/zoneinfo',
  '~/app',
  '/run/udev/data',
])('%s is no sensitive path', (source) => {
  expect(outcome(hostPath, judged(source))).toEqual([])
  expect(passing(hostPath, judged(source))).toEqual(['app:/x'])
})

it('leaves sockets of the engine to their own control, and variables open', () => {
  expect(outcome(hostPath, judged('/var/run/docker.sock'))).toEqual([])
  expect(passing(hostPath, judged('/var/run/docker.sock'))).toEqual([])
  expect(outcome(hostPath, judged('${DATA_DIR}/files'))).toEqual(['app:/x unknown compose.yml:12'])
  expect(outcome(hostPath, judged('./${DATA_DIR}/files'))).toEqual([])
})

it('sees through named volumes, and is critical at the edge', () => {
  const options = new Map([
    ['type', written('none', 40)],
    ['device', written('/etc', 41)],
  ])
  const named = { volumes: [{ name: 'conf', options }] }
  const mounts = [volume('conf', '/conf', 12)]
  expect(outcome(hostPath, deployment({ components: [{ id: 'app', mounts, ports: [port('80:80', 14)] }], ...named }))).toEqual([
    'app:/conf critical compose.yml:12 compose.yml:41',
  ])
  const remote = new Map([
    ['type', written('nfs', 40)],
    ['device', written('/etc', 41)],
  ])
  expect(outcome(hostPath, deployment({ components: [{ id: 'app', mounts }], volumes: [{ name: 'conf', options: remote }] }))).toEqual([])
})
