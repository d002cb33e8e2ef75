import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Cannot, Change } from '../../src/formats/edit.ts'
import { applyEdits } from '../../src/formats/edit.ts'
import { composeText, yamlLists, yamlVariables } from '../../src/formats/edits/yaml-lists.ts'
import type { Value } from '../../src/formats/edits/value.ts'
import { yamlEdits } from '../../src/formats/edits/yaml.ts'
import type { Node } from '../../src/formats/node.ts'
import { child, itemsOf, scalarText } from '../../src/formats/node.ts'
import { parseYaml } from '../../src/formats/yaml.ts'
import { isMissing, program, reason } from './server.ts'

const compose = program('/usr/bin/docker-compose')

const before = `version: "3.8"
x-common: &common
  restart: always
  cap_add: [SYS_ADMIN, NET_ADMIN]
x-env: &env
  MODE: dev
  LEVEL: info
services:
  web: # front
    <<: *common
    image: nginx
    ports:
      # plain
      - "80:80"
      - 9000:9000
    environment:
    - A=1
    - B=2

  db:
    <<: *common
    image: postgres
    environment: *env
    networks: [back]
networks:
  back: {}
`

type Step = (text: string) => Change | Cannot
const lists = yamlLists()
const variables = yamlVariables()
const service = new Map<string, Value>([
  ['image', 'nginx'],
  ['read_only', true],
  ['ports', ['22:22', '127.0.0.1:53:53/udp']],
  ['environment', ['YES=no', `DOLLAR=${composeText('$x')}`]],
  ['networks', new Map([['back', new Map([['aliases', ['store']]])]])],
  ['healthcheck', new Map([['test', ['CMD', 'true']]])],
])
const is = (wanted: string) => (name: string) => name === wanted

/** What is done, and what Compose then says of a path. */
const cases: readonly (readonly [string, Step, readonly string[], unknown])[] = [
  ['a capability dropped', (text) => lists.add(text, ['services', 'web', 'cap_drop'], ['ALL']), ['web', 'cap_drop'], ['ALL']],
  ['a port taken out', (text) => lists.drop(text, ['services', 'web', 'ports'], is('80:80')), ['web', 'ports'], ['9000:9000/tcp']],
  [
    'a port bound to loopback',
    (text) => lists.replace(text, ['services', 'web', 'ports'], is('9000:9000'), '127.0.0.1:22:22'),
    ['web', 'ports'],
    ['127.0.0.1:22:22/tcp', '80:80/tcp'],
  ],
  ['a shared list', (text) => lists.drop(text, ['services', 'db', 'cap_add'], is('SYS_ADMIN')), ['db', 'cap_add'], ['NET_ADMIN']],
  ['a shared list, elsewhere', (text) => lists.drop(text, ['services', 'db', 'cap_add'], () => true), ['web', 'cap_add'], ['SYS_ADMIN', 'NET_ADMIN']],
  ['a variable of a list', (text) => variables.set(text, ['services', 'web', 'environment', 'A'], 'on'), ['web', 'environment', 'A'], 'on'],
  ['a variable gone', (text) => variables.remove(text, ['services', 'web', 'environment', 'A']), ['web', 'environment', 'A'], undefined],
  [
    'a variable beside shared ones',
    (text) => variables.set(text, ['services', 'db', 'environment', 'NEW'], 'yes'),
    ['db', 'environment', 'NEW'],
    'yes',
  ],
  [
    'shared ones beside a variable',
    (text) => variables.set(text, ['services', 'db', 'environment', 'NEW'], '1'),
    ['db', 'environment', 'LEVEL'],
    'info',
  ],
  ['a new service: ports', (text) => yamlEdits().set(text, ['services', 'proxy'], service), ['proxy', 'ports'], ['127.0.0.1:53:53/udp', '22:22/tcp']],
  ['a new service: a dollar', (text) => yamlEdits().set(text, ['services', 'proxy'], service), ['proxy', 'environment', 'DOLLAR'], '$$x'],
  ['a new service: no', (text) => yamlEdits().set(text, ['services', 'proxy'], service), ['proxy', 'environment', 'YES'], 'no'],
  ['a new service: networks', (text) => yamlEdits().set(text, ['services', 'proxy'], service), ['proxy', 'networks', 'back', 'aliases'], ['store']],
  ['a text that looks like a time', (text) => variables.set(text, ['services', 'db', 'labels', 'at'], '12:30'), ['db', 'labels', 'at'], '12:30'],
]

/** Its dump has ports of every address in the long form. */
function told(item: Node): string {
  return scalarText(item) ?? `${scalarText(child(item, 'published'))}:${scalarText(child(item, 'target'))}/tcp`
}

describe.skipIf(isMissing(compose))(`what edits write into Compose files, read by docker-compose${reason(compose)}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-edits-compose-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(cases)('is what was meant: %s', (_name, step, path, wanted) => {
    const change = step(before)
    const after = 'cannot' in change ? change.cannot : applyEdits(before, change.edits)
    expect(after).not.toBe(before)
    const file = join(folder, 'docker-compose.yml')
    writeFileSync(file, after)
    const { status, stdout, stderr } = spawnSync(compose ?? '', ['-f', file, 'config'], { encoding: 'utf8', timeout: 60_000 })
    expect(status === 0 ? '' : stderr).toBe('')
    const node = child(parseYaml(stdout, { version: '1.1' }).documents[0], 'services', ...path)
    const found = node?.kind === 'sequence' ? itemsOf(node).map(told) : scalarText(node)
    // its own order of ports
    const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map(String).toSorted((one, other) => (one < other ? -1 : 1)) : value)
    expect(sorted(found)).toEqual(sorted(wanted))
  })
})
