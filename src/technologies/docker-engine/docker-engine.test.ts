import { expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import { ports } from '../../testing/reading.ts'
import { dockerEngine } from './index.ts'

const at = '/etc/docker/daemon.json'
const read = (text: string, ...command: readonly string[]) =>
  dockerEngine.read(component({ form: 'process', command: ['/usr/bin/dockerd', ...command], files: { [at]: text } }), undefined)

function unsafe(text: string, ...command: readonly string[]): readonly string[] {
  return (read(text, ...command).observations ?? [])
    .filter(({ verdict, stake }) => verdict === 'unsafe' && stake !== 'hygiene' && stake !== 'availability')
    .map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`)
}

it('is the engine, not its client', () => {
  expect(dockerEngine.recognise(component({ image: 'docker:27-dind' }))).toMatchObject({ certainty: 3, version: '27' })
  expect(dockerEngine.recognise(component({ image: 'docker:27-cli' }))).toBeUndefined()
  expect(dockerEngine.recognise(component({ form: 'process', command: ['/usr/bin/dockerd', '-H', 'fd://'] }))).toMatchObject({ certainty: 1 })
})

it.each([
  ['{"hosts":["tcp://0.0.0.0:2375"]}', ['docker 2375 admin none none'], ['hosts daemon.json:1']],
  ['{"hosts":["tcp://10.0.0.5"],"tls":true}', ['docker 2376 admin required none'], ['hosts daemon.json:1']],
  ['{"hosts":["tcp://10.0.0.5"],"tlsverify":true}', ['docker 2376 admin required certificate'], []],
  ['{"hosts":["fd://","unix:///run/docker.sock"]}', [], []],
  ['{"metrics-addr":"0.0.0.0:9323"}', ['http 9323 metrics none none'], []],
])('knows its doors: %s', (text, doors, keys) => {
  expect(ports(read(text))).toEqual(doors)
  expect(unsafe(text)).toEqual(keys)
})

it('leaves a door of the command line to the control that reads commands', () => {
  expect(ports(read('{}', '-H', 'tcp://0.0.0.0:2375'))).toEqual(['docker 2375 admin none none'])
  expect(unsafe('{}', '-H', 'tcp://0.0.0.0:2375')).toEqual([])
})

it('knows what the image listens on', () => {
  expect(ports(dockerEngine.read(component({ image: 'docker:dind' }), undefined))).toEqual(['docker 2376 admin required certificate'])
  const plain = component({ image: 'docker:dind', env: { DOCKER_TLS_CERTDIR: ['', 12] } })
  expect(ports(dockerEngine.read(plain, undefined))).toEqual(['docker 2375 admin none none'])
})

it('finds what is set twice, and what the engine refuses', () => {
  const twice = read('{\n"hosts": ["unix:///run/docker.sock"]\n}', '-H', 'fd://')
  expect(twice.observations?.filter(({ concern }) => concern === 'contradiction').map(({ key, trail }) => [key, trail[0]?.line])).toEqual([
    ['hosts', 2],
  ])
  const refused = read('{"icc": false, "iptables": false}')
  expect(refused.observations?.some(({ concern, key }) => concern === 'contradiction' && key === 'icc')).toBe(true)
})

it('lets a registry on loopback be', () => {
  expect(unsafe('{"insecure-registries":["127.0.0.0/8","localhost:5000"],"registry-mirrors":["https://mirror.example.com"]}')).toEqual([])
  expect(unsafe('{"insecure-registries":["10.0.0.0/8"],\n"registry-mirrors":["http://mirror.example.com/x"]}')).toEqual([
    'insecure-registries daemon.json:1',
    'registry-mirrors daemon.json:2',
  ])
})
