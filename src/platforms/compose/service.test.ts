import { expect, it } from 'vitest'
import type { ComponentInput } from '../../model/input.ts'
import { component, gaps, only, read, shown } from './fixture.ts'

/** The one service `app` with these lines, which start at line 3. */
function app(lines: string, files: Readonly<Record<string, string>> = {}): ComponentInput {
  const body = lines.split('\n').map((line) => `    ${line}\n`)
  return component(only({ 'compose.yml': `services:\n  app:\n${body.join('')}`, ...files }), 'app')
}

// Compose specification, ports, short syntax
it.each([
  ['"3000"', 'any:free->3000/tcp'],
  ['"3000-3005"', 'any:free->3000-3005/tcp'],
  ['"8000:8000"', 'any:8000->8000/tcp'],
  ['"9090-9091:8080-8081"', 'any:9090-9091->8080-8081/tcp'],
  ['"5000-5010:80"', 'any:5000-5010->80/tcp'],
  ['"49100:22"', 'any:49100->22/tcp'],
  ['22:22', 'any:22->22/tcp'],
  ['"8000-9000:80"', 'any:8000-9000->80/tcp'],
  ['"127.0.0.1:8001:8001"', '127.0.0.1:8001->8001/tcp'],
  ['"127.0.0.1:5000-5010:5000-5010"', '127.0.0.1:5000-5010->5000-5010/tcp'],
  ['"127.0.0.1::5000"', '127.0.0.1:free->5000/tcp'],
  ['"::1:6000:6000"', '::1:6000->6000/tcp'],
  ['"[::1]:6001:6001"', '::1:6001->6001/tcp'],
  ['"6060:6060/udp"', 'any:6060->6060/udp'],
  ['443', 'any:free->443/tcp'],
  ['{target: 80, published: "8080", host_ip: 127.0.0.1, protocol: udp, app_protocol: http, mode: host}', '127.0.0.1:8080->80/udp'],
  ['{target: 80, published: 8000-8010}', 'any:8000-8010->80/tcp'],
  ['<exposed-port>:80', 'any:free->80/tcp ?<exposed-port>:80'],
  ['"${BIND}:80:80"', '${BIND}:80->80/tcp ?${BIND}:80:80'],
  ['"80:${PORT}"', 'any:80->0/tcp ?80:${PORT}'],
])('reads the port %s', (written, expected) => {
  const [port] = app(`ports:\n  - ${written}`).ports
  const range = (ports: { from: number; to: number } | undefined): string =>
    ports === undefined ? 'free' : ports.from === ports.to ? String(ports.from) : `${ports.from}-${ports.to}`
  const open = port?.unresolved === undefined ? '' : ` ?${port.unresolved.value}`
  const text = port === undefined ? 'none' : `${port.host?.value ?? 'any'}:${range(port.published)}->${range(port.target)}/${port.protocol}${open}`
  expect(text).toBe(expected)
  expect(port?.at).toEqual({ file: 'compose.yml', line: 4 })
})

it('notes ports that are none', () => {
  const deployment = only({ 'compose.yml': 'services:\n  app:\n    image: a\n    ports: ["80:x", "70000:1"]\n    expose: [abc]\n' })
  expect(component(deployment, 'app').ports).toEqual([])
  expect(gaps(deployment)).toHaveLength(2)
})

it('gives the environment with the whole chain of each value', () => {
  const deployment = only({
    '.env': 'PW=hunter\nURL=db/${PW}\n',
    'compose.yml': [
      'x-env: &env',
      '  ANCHORED: one',
      'services:',
      '  app:',
      '    image: a',
      '    env_file: [a.env]',
      '    environment:',
      '      <<: *env',
      '      WHOLE: ${PW}',
      '      PART: x-${PW}',
      '      CHAIN: ${URL}',
      '      FALLBACK: ${NOPE:-7}',
      '      BOOL: yes',
      '      MODE: 0644',
      '      PW:',
      '      GONE:',
      '      FILL: <db-password>',
      '',
    ].join('\n'),
    'a.env': "A=${PW}\nBOOL=no\nQ='$PW'\n",
  })
  const { env } = component(deployment, 'app')
  expect([...env].map(([key, value]) => `${key}=${shown(value)}`).toSorted()).toEqual([
    'A=hunter @ .env:1 a.env:1 compose.yml:6',
    'ANCHORED=one @ compose.yml:2 compose.yml:8',
    'BOOL=yes @ compose.yml:13',
    'CHAIN=db/hunter @ .env:2 .env:1 compose.yml:11',
    'FALLBACK=7 @ compose.yml:12',
    'FILL=<db-password> @ compose.yml:17',
    'GONE=${GONE} @ compose.yml:16',
    'MODE=420 @ compose.yml:14',
    'PART=x-hunter @ compose.yml:10 .env:1',
    'PW=hunter @ .env:1 compose.yml:15',
    'Q=$PW @ a.env:3 compose.yml:6',
    'WHOLE=hunter @ .env:1 compose.yml:9',
  ])
  expect(env.get('GONE')?.unresolved[0]?.kind).toBe('variable')
  expect(env.get('FILL')?.unresolved[0]?.kind).toBe('placeholder')
  expect(gaps(deployment)).toHaveLength(2)
})

it('does not look into the environment of this process', () => {
  process.env['RINGWALL_COMPOSE_TEST'] = 'leak'
  expect(app('image: a:${RINGWALL_COMPOSE_TEST}-${COMPOSE_PROJECT_NAME:+p}').image?.tag).toBe('${RINGWALL_COMPOSE_TEST}-p')
  delete process.env['RINGWALL_COMPOSE_TEST']
})

it('splits commands as Compose does', () => {
  const words = (line: string): readonly string[] | undefined => app(`command: ${line}`).command?.map((word) => word.value)
  expect(words('sh -c "echo \'a b\' && c" x\\ y')).toEqual(['sh', '-c', "echo 'a b' && c", 'x y'])
  expect(words('a && b')).toEqual(['a'])
  expect(words('redis-server --requirepass ${PASS:?set it} --port 1')).toEqual(['redis-server', '--requirepass', '${PASS:?set it}', '--port', '1'])
  expect(words('["a", 1]')).toEqual(['a', '1'])
  expect(words('[]')).toEqual([])
  expect(words('')).toBeUndefined()
})

it('merges an override by the rules of the specification', () => {
  const deployment = only({
    'compose.yaml': [
      'services:',
      '  app:',
      '    image: a',
      '    command: [x, y]',
      '    environment: [A=1, B=2]',
      '    ports: ["80:80", "127.0.0.1:9:9"]',
      '    volumes: ["./a:/a", "./b:/b"]',
      '    cap_drop: [ALL]',
      '    depends_on: [one]',
      '    networks: [n1]',
      '    build: .',
      '    healthcheck: {test: [CMD, a], interval: 1s}',
      '    secrets: [s]',
      '    privileged: true',
      '    expose: ["1"]',
      '    labels: {x: 1}',
      '',
    ].join('\n'),
    'compose.override.yaml': [
      'services:',
      '  app:',
      '    command: z',
      '    environment: {B: 3}',
      '    ports: ["127.0.0.1:9:9", "81:81"]',
      '    volumes: ["./c:/b/"]',
      '    cap_drop: [ALL, X]',
      '    depends_on: {two: {condition: service_started}}',
      '    networks: {n2: {aliases: [q]}}',
      '    build: {args: {K: v}}',
      '    healthcheck: {test: b}',
      '    secrets: [{source: t, target: /run/secrets/s}]',
      '    privileged: !reset false',
      '    expose: !override ["2"]',
      '    labels: [y=2]',
      '',
    ].join('\n'),
  })
  const got = component(deployment, 'app')
  expect(got.command?.map(shown)).toEqual(['z @ compose.override.yaml:3'])
  expect([shown(got.env.get('A')), shown(got.env.get('B'))]).toEqual(['1 @ compose.yaml:5', '3 @ compose.override.yaml:4'])
  expect(got.ports.map((port) => port.published?.from)).toEqual([80, 9, 81])
  expect(got.mounts.map((mount) => `${mount.source?.value}:${mount.target.value}`)).toEqual(['./a:/a', './c:/b', 't:/run/secrets/s'])
  expect(got.isolation.capDrop.map((each) => each.value)).toEqual(['ALL', 'X'])
  expect(got.dependsOn).toEqual(['one', 'two'])
  expect(got.networks.map((each) => each.network)).toEqual(['n1', 'n2'])
  expect(got.names).toEqual([{ name: 'q', network: 'n2' }])
  expect(shown(got.build)).toBe('. @ compose.yaml:11')
  expect(shown(got.isolation.buildArguments.get('K'))).toBe('v @ compose.override.yaml:10')
  expect(got.isolation.healthcheck?.test.map((word) => word.value)).toEqual(['/bin/sh', '-c', 'b'])
  expect(got.isolation.privileged).toBeUndefined()
  expect(got.expose.map((each) => each.value)).toEqual([2])
  expect([...got.isolation.labels.keys()]).toEqual(['x', 'y'])
})

it('opens what is mounted, the longest target first', () => {
  const files = { 'conf/a.conf': 'a\n', 'conf/sub/b.conf': 'b\n', 'one.conf': 'one\n', 'token.txt': 't0k\n' }
  const lines =
    'volumes: ["./conf:/etc/app:ro", "./one.conf:/etc/app/a.conf", "data:/data", "./gone:/gone", "${WHERE}/x:/where"]\nconfigs: [{source: inline, target: /inline}, plain]\nsecrets: [token, outside]'
  const body = lines.split('\n').map((line) => `    ${line}\n`)
  const tail =
    'volumes: {data: }\nconfigs:\n  inline: {content: "x=1"}\n  plain: {file: one.conf}\nsecrets:\n  token: {file: ./token.txt}\n  outside: {external: true}\n'
  const got = component(only({ 'compose.yml': `services:\n  app:\n    image: a\n${body.join('')}${tail}`, ...files }), 'app')
  expect(got.open('/etc/app/a.conf')).toEqual({ state: 'text', text: 'one\n', file: 'one.conf', mount: [{ file: 'compose.yml', line: 4 }] })
  expect(got.open('/etc/app/sub/../sub/b.conf')).toMatchObject({ state: 'text', file: 'conf/sub/b.conf' })
  expect(got.open('/etc/app/none')).toEqual({ state: 'absent' })
  expect(got.open('/etc/application')).toEqual({ state: 'absent' })
  expect(got.open('/inline')).toMatchObject({ state: 'text', text: 'x=1', file: 'compose.yml' })
  expect(got.open('/plain')).toMatchObject({ state: 'text', file: 'one.conf' })
  expect(got.open('/run/secrets/token')).toMatchObject({ state: 'text', text: 't0k\n' })
  for (const path of ['/run/secrets/outside', '/data/x', '/gone', '/where']) expect(got.open(path).state).toBe('unreadable')
  expect(got.list('/etc/app')).toEqual(['a.conf', 'sub'])
  expect(got.list('/run/secrets')).toEqual(['outside', 'token'])
})

it('reads networks, namespaces and names', () => {
  const deployment = only({
    'compose.yml':
      'services:\n  a: {image: a, network_mode: host, pid: host}\n  b: {image: a, network_mode: "service:a", container_name: bee}\n  c: {image: a, network_mode: none}\n  d: {image: a, network_mode: "container:bee", links: ["b:x"]}\n  e: {image: a, extra_hosts: ["h:1.2.3.4"], volumes_from: ["f:ro"]}\n  f: {image: a, networks: [back], volumes: ["v:/v"]}\nnetworks:\n  back: {internal: true, driver: overlay, driver_opts: {encrypted: ""}}\nvolumes: {v: }\n',
  })
  const at = (id: string): ComponentInput => component(deployment, id)
  expect(at('a').isolation.hostNamespaces.map((each) => each.value)).toEqual(['network', 'pid'])
  expect(['a', 'b', 'c', 'd'].map((id) => at(id).networks)).toEqual([[], [], [], []])
  expect([at('b').networkOf, at('d').networkOf]).toEqual(['a', 'b'])
  expect(at('b').names).toEqual([{ name: 'bee' }])
  expect(at('d').hosts.get('x')).toEqual({ component: 'b' })
  expect(at('e').hosts.get('h')).toEqual({ address: '1.2.3.4' })
  expect(at('e').mounts).toMatchObject([{ kind: 'volume', readOnly: true }])
  expect(at('e').networks).toEqual([{ network: 'default', at: { file: 'compose.yml', line: 6 } }])
  expect(deployment.networks).toMatchObject([
    { name: 'back', internal: true, encrypted: true, driver: 'overlay' },
    { name: 'default', internal: false },
  ])
})

it('notes a mistyped key that would confine', () => {
  const deployment = only({
    'compose.yml': 'services:\n  app:\n    image: a\n    cap-drop: [ALL]\n    readonly: true\n    x-ports: []\n    labels: []\n',
  })
  expect(gaps(deployment).map((gap) => gap.split(' ')[0])).toEqual(['compose.yml:4', 'compose.yml:5'])
})

it('is not misled by keys that JavaScript knows', () => {
  const { deployments } = read({
    'compose.yml': 'services:\n  __proto__:\n    image: a\n    environment: {constructor: 1, __proto__: 2}\n  toString: {image: b}\n',
  })
  expect(deployments[0]?.components.map((each) => each.id)).toEqual(['__proto__', 'toString'])
  expect([...(deployments[0]?.components[0]?.env.keys() ?? [])]).toEqual(['constructor', '__proto__'])
})
