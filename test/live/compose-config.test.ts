import { spawnSync } from 'node:child_process'
import { relative } from 'node:path'
import { expect, it } from 'vitest'
import type { Node } from '../../src/formats/node.ts'
import { child, entriesOf, itemsOf, scalarText } from '../../src/formats/node.ts'
import { parseYaml } from '../../src/formats/yaml.ts'
import type { ComponentInput, PublishedPort } from '../../src/model/input.ts'
import { folderOf } from '../../src/platforms/compose/fixture.ts'
import { readCompose } from '../../src/platforms/compose/index.ts'

// Holds our reading against docker-compose 1.29's own (`config`), for the part of Compose that it knows.
const isThere = spawnSync('docker-compose', ['version'], { encoding: 'utf8' }).status === 0
if (!isThere && process.env['RINGWALL_REQUIRE_LIVE'] === '1') throw new Error('docker-compose is required and is not on PATH')

const cases: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['environment as a mapping', { body: 'environment: {A: 5, B: 1.5, C: "yes", D: "a b", E: "x=y", F: ""}' }],
  ['environment as a list', { body: 'environment: ["A=5", "B=", "C=x=y", \'D="q"\']' }],
  [
    'variables with a value',
    { env: 'V=value\nE=\n', body: 'environment: {A: "$V", B: "x${V}y", C: "${E}", D: "${V:-d}${E:-d}${E-d}", F: "${V:?no}"}' },
  ],
  ['variables with a default', { body: 'environment: {A: "${N:-d}", B: "${N-d}", C: "${N:-}", D: "${N:-a b/c:d}"}' }],
  ['escaped dollars', { body: 'environment: {A: "$$V", B: "$${V}", C: "a$$b"}' }],
  ['variables in commands', { env: 'P=s3\n', body: 'command: ["redis-server", "--requirepass", "${P}", "${Q:-x}"]\nentrypoint: ["/bin/${P}"]' }],
  ['variables in the image', { env: 'TAG=7\n', body: 'labels: {tag: "${TAG}"}' }],
  ['ports in short forms', { body: 'ports: ["80", "8080:81", "9090:82/udp", "127.0.0.1:83:83", "1000-1002:2000-2002", "127.0.0.1::84"]' }],
  ['ports as numbers', { body: 'ports: [80, 443]' }],
  ['ports in the long form', { body: 'ports: [{target: 80, published: 8080}, {target: 53, published: 53, protocol: udp}]' }],
  ['ports from variables', { env: 'PORT=8081\n', body: 'ports: ["${PORT}:80", "${OTHER:-9000}:90"]' }],
  ['a host range for one port', { body: 'ports: ["5000-5010:80"]' }],
  ['volumes in short forms', { body: 'volumes: ["./a:/b:ro", "vol:/c", "/anon", "/abs:/d", "../up:/e:rw"]', tail: 'volumes: {vol: {}}\n' }],
  [
    'volumes in the long form',
    { body: 'volumes: [{type: bind, source: ./q, target: /q, read_only: true}, {type: volume, source: v, target: /v}]', tail: 'volumes: {v: {}}\n' },
  ],
  ['volumes from variables', { env: 'DIR=./data\n', body: 'volumes: ["${DIR}:/data", "${CONF:-./conf}:/conf:ro"]' }],
  ['anchors and merge keys', { head: 'x-env: &env {A: "1", B: "2"}\n', body: 'environment:\n  <<: *env\n  B: "3"' }],
  ['an env file', { file: 'A=from file\n# c\n\nC=1\n', body: 'env_file: [app.env]\nenvironment: {C: "2"}' }],
  [
    'extends in the same file',
    {
      body: 'extends: {service: base}\nenvironment: {B: "2"}\nports: ["81:81"]',
      other: '  base:\n    image: b\n    environment: {A: "1", B: "1"}\n    ports: ["80:80"]\n    volumes: ["./x:/x"]\n',
    },
  ],
  [
    'an override',
    {
      body: 'environment: {A: "1", B: "1"}\nports: ["80:80"]\nvolumes: ["./x:/x", "./y:/y"]\ncommand: ["a"]',
      override: 'services:\n  app:\n    environment: ["B=2"]\n    ports: ["81:81"]\n    volumes: ["./z:/y"]\n    command: ["b"]\n',
    },
  ],
]

it.skipIf(!isThere).each(cases)('reads %s as docker-compose does', (_, parts) => {
  const body = (parts['body'] ?? '')
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')
  const folder = folderOf({
    'docker-compose.yml': `${parts['head'] ?? ''}services:\n${parts['other'] ?? ''}  app:\n    image: a:\${TAG:-1}\n${body}${parts['tail'] ?? ''}`,
    ...(parts['env'] === undefined ? {} : { '.env': parts['env'] }),
    ...(parts['file'] === undefined ? {} : { 'app.env': parts['file'] }),
    ...(parts['override'] === undefined ? {} : { 'docker-compose.override.yml': parts['override'] }),
  })
  const run = spawnSync('docker-compose', ['config'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', HOME: folder } })
  expect(run.stderr.replaceAll(/^.*warning.*$/gim, '')).toBe('')
  const theirs = child(parseYaml(run.stdout).documents[0], 'services', 'app')
  const ours = readCompose({ path: folder, root: folder }).deployments[0]?.components.find((each) => each.id === 'app')
  if (ours === undefined) throw new Error('no component')
  expect(ours.image?.setting.value).toBe(textOf(child(theirs, 'image')))
  expect(environment(ours)).toEqual(theirEnvironment(theirs))
  expect(ours.ports.flatMap(ourPorts).toSorted()).toEqual(itemsOf(child(theirs, 'ports')).flatMap(theirPorts).toSorted())
  expect(ours.mounts.map((mount) => `${sourceOf(mount.source?.value ?? '', folder)}:${mount.target.value}:${mount.readOnly}`).toSorted()).toEqual(
    itemsOf(child(theirs, 'volumes'))
      .map((item) => theirVolume(item, folder))
      .toSorted(),
  )
  for (const key of ['command', 'entrypoint'] as const) {
    expect(ours[key]?.map((word) => word.value) ?? []).toEqual(itemsOf(child(theirs, key)).map(textOf))
  }
})

/** The output escapes dollars, so that it can be read again. */
function textOf(node: Node | undefined): string | undefined {
  return scalarText(node)?.replaceAll('$$', '$')
}

function environment(ours: ComponentInput): unknown {
  return Object.fromEntries([...ours.env].map(([key, value]) => [key, value.value]))
}

function theirEnvironment(theirs: Node | undefined): unknown {
  return Object.fromEntries(entriesOf(child(theirs, 'environment')).map((entry) => [entry.key, textOf(entry.value)]))
}

function ourPorts(port: PublishedPort): string[] {
  const count = port.target.to - port.target.from + 1
  return Array.from({ length: count }, (_, index) => {
    const range =
      port.published === undefined
        ? ''
        : count === 1 && port.published.to > port.published.from
          ? `${port.published.from}-${port.published.to}`
          : String(port.published.from + index)
    return `${port.host?.value ?? ''}:${range}:${port.target.from + index}/${port.protocol}`
  })
}

function theirPorts(item: Node): string[] {
  if (item.kind === 'mapping') {
    return [
      `:${scalarText(child(item, 'published')) ?? ''}:${scalarText(child(item, 'target')) ?? ''}/${scalarText(child(item, 'protocol')) ?? 'tcp'}`,
    ]
  }
  const [address = '', protocol = 'tcp'] = (textOf(item) ?? '').split('/')
  const parts = address.split(':')
  return [`${parts.at(-3) ?? ''}:${parts.at(-2) ?? ''}:${parts.at(-1) ?? ''}/${protocol}`]
}

function theirVolume(item: Node, folder: string): string {
  if (item.kind === 'mapping') {
    return `${sourceOf(scalarText(child(item, 'source')) ?? '', folder)}:${scalarText(child(item, 'target')) ?? ''}:${scalarText(child(item, 'read_only')) === 'true'}`
  }
  const parts = (textOf(item) ?? '').split(':')
  return parts.length === 1 ? `:${parts[0]}:false` : `${sourceOf(parts[0] ?? '', folder)}:${parts[1]}:${parts[2] === 'ro'}`
}

/** Paths of the host relative to the project's folder; names as they are. */
function sourceOf(source: string, folder: string): string {
  if (source.startsWith('.')) return relative('.', source) || '.'
  return source.startsWith(folder.slice(0, folder.lastIndexOf('/'))) ? relative(folder, source) || '.' : source
}
