import { expect, it } from 'vitest'
import type { ComponentInput, Mount } from '../model/input.ts'
import { setting } from '../model/setting.ts'
import { component } from '../testing/component.ts'
import type { ContainerFacts } from '../vantages/containers.ts'
import { confinement } from './confinement.ts'

const place = { file: 'compose.yml', line: 7 }
const mount = (target: string, readOnly = false): Mount => ({
  kind: 'bind',
  source: setting('./x', place),
  target: setting(target, place),
  readOnly,
  options: [],
  at: place,
})
const declared = {
  ...component({
    user: '1000',
    env: { DB_HOST: 'db' },
    isolation: {
      readOnlyRoot: { value: true, trail: [place] },
      capAdd: [setting('net_admin', place)],
      capDrop: [setting('ALL', place)],
      securityOptions: [setting('no-new-privileges:true', place)],
      memoryLimit: setting('512m', place),
    },
  }),
  mounts: [mount('/data/'), mount('/etc/app.conf', true)],
}
const data = { type: 'bind', source: '/srv/x', target: '/data', writable: true }
const conf = { type: 'bind', source: '/srv/app.conf', target: '/etc/app.conf', writable: false }
const same: ContainerFacts = {
  user: '1000',
  privileged: false,
  capAdd: ['CAP_NET_ADMIN'],
  capDrop: ['ALL'],
  securityOptions: ['no-new-privileges'],
  memory: 536_870_912,
  hostNamespaces: [],
  readOnlyRoot: true,
  mounts: [data, conf],
  environment: ['PATH', 'DB_HOST', 'GPG_KEY'],
  imageEnvironment: ['PATH', 'GPG_KEY'],
}

function differing(input: ComponentInput, facts: Partial<ContainerFacts>): readonly string[] {
  return confinement(input, { ...same, ...facts }).flatMap(({ key, verdict }) => (verdict === 'unsafe' ? [key] : []))
}

it.each<[readonly string[], Partial<ContainerFacts>]>([
  [[], {}],
  [['running privileged'], { privileged: true }],
  [['running cap_add'], { capAdd: ['CAP_NET_ADMIN', 'CAP_SYS_PTRACE'] }],
  [['running read_only'], { readOnlyRoot: false }],
  [['running user'], { user: '' }],
  [['running cap_drop'], { capDrop: ['CAP_CHOWN'] }],
  [['running security_opt'], { securityOptions: [] }],
  [['running security_opt'], { securityOptions: ['no-new-privileges:true', 'seccomp=unconfined'] }],
  [['running namespaces'], { hostNamespaces: ['pid'] }],
  [['running memory'], { memory: 0 }],
  [['running volumes'], { mounts: [data, conf, { type: 'bind', source: '/var/run/docker.sock', target: '/x.sock', writable: true }] }],
  // what the image asks for is nobody's addition
  [[], { mounts: [data, conf, { type: 'volume', source: '/var/lib/docker/volumes/a', target: '/cache', writable: true }] }],
  [['running read-only volumes'], { mounts: [data, { ...conf, writable: true }] }],
  [['running kept volumes'], { mounts: [conf] }],
  [['running environment'], { environment: ['PATH', 'GPG_KEY'] }],
  [['running secrets in the environment'], { environment: ['PATH', 'DB_HOST', 'GPG_KEY', 'ADMIN_TOKEN'] }],
])('finds %s', (keys, facts) => {
  expect(differing(declared, facts)).toEqual(keys)
})

it('weighs what gives the host away, and does not judge names without those of the image', () => {
  const stakes = (source: string): readonly string[] =>
    confinement(declared, { ...same, mounts: [data, conf, { ...data, source, target: '/more' }] }).flatMap(({ verdict, stake }) =>
      verdict === 'unsafe' ? [stake] : [],
    )
  expect([stakes('/etc'), stakes('/srv/other'), stakes('/')]).toEqual([['takeover'], ['defence'], ['takeover']])
  const { imageEnvironment: _, ...rest } = same
  expect(confinement(declared, { ...rest, environment: ['DB_HOST', 'X_TOKEN'] }).filter(({ verdict }) => verdict === 'unsafe')).toEqual([])
})

it('says nothing of what the files leave to the image', () => {
  expect(differing(component({}), { capAdd: [], readOnlyRoot: false, user: '999', mounts: [] })).toEqual([])
})
