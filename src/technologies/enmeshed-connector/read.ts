import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown, view } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { DeadKey, ListenerReading, Observation, Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { parsePort } from '../../protocols/address.ts'
import { matchesImage } from '../../protocols/image.ts'
import { strayKeys } from '../../settings/catalogue.ts'
import { isGiven } from '../../settings/given.ts'
import { deadKeys, isOff, isOn, observe } from '../../settings/rules.ts'
import { catalogue, removed } from './catalogue.ts'
import type { Config } from './config.ts'
import { configOf } from './config.ts'
import { bypassedPins, connections, skippedChecks } from './connections.ts'
import { apiKeys, keyPolicy } from './keys.ts'
import { rules } from './settings.ts'

export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const config = configOf(input, gaps, version)
  const { tree } = config
  const keys = apiKeys(tree, version)
  const reads = config.complete ? tree.home : input.at
  return {
    listeners: [listener(config, keys)],
    connections: connections(tree, version),
    secrets: [...keys, ...clientSecret(config)],
    observations: [
      ...observe(rules, tree.get, reads, version),
      ...keyPolicy(tree),
      ...skippedChecks(tree),
      ...bypassedPins(tree),
      ...callers(config, keys),
    ],
    deadKeys: [
      ...deadKey(input, config),
      ...deadKeys(removed, version === undefined ? () => undefined : tree.get, version),
      ...overruled(config),
      ...strayKeys(tree, catalogue, input.env),
    ],
    // runs as node and has a HEALTHCHECK (Dockerfile, version 3 and later)
    ...(matchesImage(input.image, ['nmshd/connector']) ? { image: { runsAs: 'user' as const, healthcheck: true } } : {}),
    gaps,
  }
}

function listener(config: Config, keys: readonly SecretReading[]): ListenerReading {
  const port = config.tree.get('infrastructure.httpServer.port')
  return {
    port: parsePort(port?.value ?? '') ?? 80,
    protocol: 'http',
    purpose: 'application',
    tls: byDefault('none', 'the connector has no TLS of its own (all versions)', [config.tree.home]),
    authentication: authentication(config, keys),
    ...(port === undefined ? {} : { trail: port.trail }),
  }
}

function authentication({ tree, complete }: Config, keys: readonly SecretReading[]): Fact<Authentication> {
  const switched = tree.get('infrastructure.httpServer.authentication.apiKey.enabled')
  const first = keys[0]?.value
  if (first !== undefined && !isOff(switched?.value ?? 'true')) return configured('token', first.trail)
  for (const kind of ['jwtBearer', 'oidc']) {
    const enabled = tree.get(`infrastructure.httpServer.authentication.${kind}.enabled`)
    if (enabled !== undefined && isOn(enabled.value)) return configured('delegated', enabled.trail)
  }
  const debug = tree.get('debug')
  if (debug !== undefined && isOn(debug.value) && complete)
    return configured('none', debug.trail, 'in debug mode without keys everybody has every role')
  if (!complete) return unknown('the settings file is not here', tree.home)
  return unknown('no API key is set: since version 6 the connector then does not start, before that the API is open', tree.home)
}

/** Whether callers are asked who they are, where the settings tell. */
function callers(config: Config, keys: readonly SecretReading[]): readonly Observation[] {
  const asked = view(authentication(config, keys))
  if (!asked.known) return []
  const isOpen = asked.value === 'none'
  return [
    {
      concern: 'anonymous-access',
      key: 'infrastructure.httpServer.authentication',
      verdict: isOpen ? 'unsafe' : 'safe',
      trail: asked.trail,
      basis: 'configured',
      message: isOpen
        ? 'the API answers everybody, with every right: in debug mode without a key nobody is asked who they are'
        : 'callers need a key or a token',
      actual: isOpen ? 'debug mode without keys' : 'a key or a token',
      expected: 'an API key for each caller',
      fix: `set keys below infrastructure.httpServer.authentication.apiKey.keys, and debug to false`,
      stake: 'takeover',
    },
  ]
}

function clientSecret({ tree }: Config): readonly SecretReading[] {
  const value = tree.get('transportLibrary.platformClientSecret')
  return isGiven(value)
    ? [{ key: 'transportLibrary.platformClientSecret', purpose: 'shared-secret', value, at: value.trail[0] ?? tree.home, atLeast: 20 }]
    : []
}

/** Version 7 took the variable away, when one key became many. */
function deadKey(input: ComponentInput, { tree }: Config): readonly DeadKey[] {
  const value = input.env.get('API_KEY')
  if (value === undefined || tree.get('infrastructure.httpServer.apiKey') !== undefined) return []
  return [
    {
      key: 'API_KEY',
      trail: value.trail,
      why: 'the connector no longer reads it: keys stand under infrastructure.httpServer.authentication.apiKey.keys',
      fix: 'set infrastructure__httpServer__authentication__apiKey__keys__<id>__key instead',
      stake: 'data',
    },
  ]
}

/** With both modules on, the connector warns and switches sync off (src/createConnectorConfig.ts, since the module sse exists). */
function overruled({ tree }: Config): readonly DeadKey[] {
  const [sync, stream] = [tree.get('modules.sync.enabled'), tree.get('modules.sse.enabled')]
  if (sync === undefined || stream === undefined || !isOn(sync.value) || !isOn(stream.value)) return []
  return [
    {
      key: 'modules.sync.enabled',
      trail: [...sync.trail.slice(0, 1), ...stream.trail.slice(0, 1)],
      why: 'modules.sse is switched on as well, and then the connector switches sync off: the stream, which checks no certificate, is used alone',
      fix: 'take modules.sse out',
      stake: 'traffic',
    },
  ]
}
