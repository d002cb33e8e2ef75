import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { view } from '../../src/model/fact.ts'
import type { Gap } from '../../src/model/fact.ts'
import type { Options } from '../../src/technologies/rabbitmq/options.ts'
import { listOf, loopbackUsers, optionsOf } from '../../src/technologies/rabbitmq/options.ts'
import { variablesOf } from '../../src/technologies/rabbitmq/variables.ts'
import { rabbitmq } from '../../src/technologies/rabbitmq/index.ts'
import { component } from '../../src/testing/component.ts'
import type { Told } from './rabbitmq-term.ts'
import { configurations, lists, main, nodes, refused, scalars } from './rabbitmq-files.ts'
import { startNode } from './rabbitmq-node.ts'
import { inForce } from './rabbitmq-term.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/lib/rabbitmq/bin/rabbitmq-server')
const openssl = program('/usr/bin/openssl')
const version = '3.10'

describe.skipIf(isMissing(server))(`RabbitMQ${reason(server)}`, () => {
  let box: Sandbox
  let plugins = ''
  let applications: readonly string[] = []

  beforeAll(() => {
    box = sandbox('rabbitmq')
    const home = '/usr/lib/rabbitmq/lib'
    plugins = join(home, readdirSync(home).find((name) => name.startsWith('rabbitmq_server-')) ?? '', 'plugins')
    applications = readdirSync(plugins).filter((name) => existsSync(join(plugins, name, 'ebin')))
    for (const name of ['a', 'b'])
      box.run(openssl ?? '', [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-keyout',
        join(box.folder, `${name}.key`),
        '-out',
        join(box.folder, `${name}.crt`),
      ])
  })
  afterAll(async () => box.stop())

  let made = 0
  /** A folder with the files, and what points a node to them. */
  function lay(files: Readonly<Record<string, string>>): { folder: string; env: Record<string, string>; paths: Record<string, string> } {
    const folder = join(box.folder, `case-${made++}`)
    const paths: Record<string, string> = {}
    mkdirSync(folder, { mode: 0o755 })
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      paths[path] = text.replaceAll(/FOLDER\/(?=[ab]\.)/g, `${box.folder}/`).replaceAll('FOLDER', folder)
      writeFileSync(path, paths[path], { mode: 0o644 })
    }
    const env = {
      RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
      RABBITMQ_CONF_ENV_FILE: join(folder, 'env.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
      RABBITMQ_MNESIA_BASE: join(box.folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(box.folder, 'log'),
    }
    return { folder, env, paths }
  }

  function theirs(files: Readonly<Record<string, string>>): ((path: readonly string[]) => Told | undefined) | undefined {
    const { env } = lay(files)
    return inForce(plugins, applications, box.folder, env)
  }

  function ours(files: Readonly<Record<string, string>>): { options: Options; gaps: readonly Gap[] } {
    const { env, paths } = lay(files)
    const gaps: Gap[] = []
    const input = component({ form: 'process', files: paths, env })
    return { options: optionsOf(input, variablesOf(input, gaps), version, gaps), gaps }
  }

  it.each(Object.keys(configurations))('lays settings together as we read them: %s', (name) => {
    const files = configurations[name]!
    const [usual, get] = [theirs({}), theirs(files)]
    if (usual === undefined || get === undefined) throw new Error('the program refuses the files')
    const { options, gaps } = ours(files)
    expect(gaps).toEqual([])
    const told: string[] = []
    const read: string[] = []
    for (const [key, path] of Object.entries(scalars)) {
      told.push(`${key} ${textOf(get(path))}`)
      read.push(`${key} ${options.get(key)?.value ?? textOf(usual(path))}`)
    }
    for (const [key, path] of Object.entries(lists)) {
      const said = listOf(options, key)?.map(({ value }) => value)
      told.push(`${key} ${textsOf(get(path)).toSorted().join(' ')}`)
      read.push(`${key} ${[...(said ?? textsOf(usual(path)))].toSorted().join(' ')}`)
    }
    told.push(
      `loopback_users ${textsOf(get(['rabbit', 'loopback_users']))
        .toSorted()
        .join(' ')}`,
    )
    read.push(`loopback_users ${[...loopbackUsers(options)].toSorted().join(' ')}`)
    expect(read).toEqual(told)
    expect(options.size > 2).toBe(name !== 'defaults')
  })

  it.each(Object.keys(refused))('refuses what we cannot read: %s', (name) => {
    const files = { [main]: refused[name]! }
    expect(theirs(files)).toBe(undefined)
    expect(ours(files).gaps.length).toBeGreaterThan(0)
  })

  it.each(Object.keys(nodes))('listens and lets in as we read: %s', async (name) => {
    const { env, paths } = lay(nodes[name]!)
    const node = await startNode(box, { ...env, RABBITMQ_MNESIA_BASE: join(box.folder, `mnesia-${made}`) })
    const reading = rabbitmq.read(component({ form: 'process', files: paths, env: node.env }), version)
    const ours = (reading.listeners ?? []).map(({ port, purpose, protocol, tls, bind }) => {
      const encryption = view(tls)
      const kind = purpose === 'peer' ? 'clustering' : protocol
      return `${kind} ${port} ${encryption.known ? encryption.value : '?'} ${bind === undefined ? 'everywhere' : 'loopback'}`
    })
    expect(ours.filter((line) => !line.includes(` ${node.epmd} `)).toSorted()).toEqual(node.listeners().toSorted())
    const pairs = (reading.accounts ?? []).map(({ user, password }) => [user?.value ?? '', password?.value ?? ''] as const)
    expect(pairs.map((pair) => node.letsIn(...pair))).toEqual(pairs.map(() => 'from afar'))
    const published = pairs.some(([user, password]) => user === 'guest' && password === 'guest')
    expect(node.letsIn('guest', 'guest') === 'from afar').toBe(published)
    await node.stop()
  })

  /** A port, an address and a port, or the name of a module as rabbitmq.conf has it. */
  function textOf(term: Told | undefined): string {
    if (term === undefined || typeof term === 'string' || typeof term === 'number') return String(term).replace(/^rabbit_auth_backend_/, '')
    if ('t' in term) return term.t.map(textOf).join(':')
    return term.map(textOf).join(' ')
  }

  function textsOf(term: Told | undefined): readonly string[] {
    if (Array.isArray(term)) return (term as readonly Told[]).map(textOf)
    return term === undefined ? [] : [textOf(term)]
  }
})
