import type { Place } from '../../model/place.ts'
import type { DeadKey, Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { isGiven } from '../../settings/given.ts'
import { isOn } from '../../settings/rules.ts'
import type { Site } from './site.ts'
import { swappedPasswords } from './tls.ts'

interface Fault {
  readonly key: string
  readonly trail: readonly Place[]
  readonly message: string
  readonly actual: string
  readonly expected: string
  readonly fix: string
  readonly stake: Stake
}

/** Settings of a server that mean something only together. */
export function contradictions(site: Site): readonly Observation[] {
  return [
    ...[...quorum(site), ...handler(site), ...keyStores(site), ...references(site)].map((fault) => ({
      ...fault,
      concern: 'contradiction' as const,
      verdict: 'unsafe' as const,
      basis: 'configured' as const,
    })),
    ...swappedPasswords(site),
  ]
}

/** The server reads `server.zookeeper.quorum` (Constants.java, line 34); `zookeeper.quorum` is of CDAP's part, which signs tokens. */
function quorum(site: Site): readonly Fault[] {
  const [own, other] = [site.get('server.zookeeper.quorum'), site.get('zookeeper.quorum')]
  const both = 'the same servers in zookeeper.quorum and server.zookeeper.quorum'
  const fix = 'set both, server.zookeeper.quorum without a path behind the last host'
  if (isGiven(other) && !isGiven(own))
    return [
      {
        key: 'zookeeper.quorum',
        trail: other.trail,
        message:
          'the server reads server.zookeeper.quorum, which is not set: it starts a ZooKeeper of its own, without login, while zookeeper.quorum counts for its authentication alone',
        actual: 'server.zookeeper.quorum is not set',
        expected: both,
        fix,
        stake: 'defence',
      },
    ]
  if (isGiven(own) && !isGiven(other) && isOn(site.get('security.enabled')?.value ?? ''))
    return [
      {
        key: 'zookeeper.quorum',
        trail: own.trail,
        message: 'zookeeper.quorum is not set: the part that signs tokens looks for ZooKeeper on 127.0.0.1, not where the server does',
        actual: 'zookeeper.quorum is not set',
        expected: both,
        fix,
        stake: 'availability',
      },
    ]
  return []
}

/** What the authentication server needs before it can ask anybody. */
function handler(site: Site): readonly Fault[] {
  const secured = site.get('security.enabled')
  if (secured === undefined || !isOn(secured.value)) return []
  const name = site.get('security.authentication.handlerClassName')
  const missing = !isGiven(name)
    ? 'security.authentication.handlerClassName'
    : name.value.endsWith('.BasicAuthenticationHandler') && !isGiven(site.get('security.authentication.basic.realmfile'))
      ? 'security.authentication.basic.realmfile'
      : name.value.endsWith('.LDAPAuthenticationHandler') && !isGiven(site.get('security.authentication.handler.hostname'))
        ? 'security.authentication.handler.hostname'
        : undefined
  if (missing === undefined) return []
  return [
    {
      key: missing,
      trail: [...(isGiven(name) ? name.trail.slice(0, 1) : []), ...secured.trail.slice(0, 1)],
      message: `security.enabled is true, but ${missing} is not set: nobody can log in`,
      actual: `${missing} is not set`,
      expected: 'a handler with its options',
      fix: `set ${missing}`,
      stake: 'availability',
    },
  ]
}

function keyStores(site: Site): readonly Fault[] {
  const pairs: readonly (readonly [string, string])[] = [
    ['server.ssl.enabled', 'server.ssl.keystore.path'],
    ['server.tasks.ssl.enabled', 'server.tasks.ssl.keystore.path'],
    ['server.credential.store.encrypt.enabled', 'server.credential.store.encrypt.keystore.path'],
  ]
  return pairs.flatMap(([key, path]) => {
    const enabled = site.get(key)
    if (enabled === undefined || !isOn(enabled.value) || isGiven(site.get(path))) return []
    const message = `${key} is true, but ${path} is not set: the server does not start, and somebody switches it off`
    return [
      {
        key,
        trail: enabled.trail,
        message,
        actual: `${path} is not set`,
        expected: 'a key store',
        fix: `set ${path} and its passwords`,
        stake: 'availability',
      },
    ]
  })
}

/** Properties of CDAP's own defaults have a value only where these are on the class path too. */
function references(site: Site): readonly Fault[] {
  return site.dangling.map(({ key, reference, trail }) => ({
    key,
    trail,
    message: `${key} has a dangling reference: no file here defines \${${reference}}, and unless the class path brings it the text stays as it is`,
    actual: `\${${reference}} is not defined`,
    expected: 'a property that is defined',
    fix: `write the value out, or define ${reference}`,
    stake: 'hygiene',
  }))
}

/** What a later file cannot change. */
export function blocked(site: Site): readonly DeadKey[] {
  return site.blocked.map(({ key, trail }) => ({
    key,
    trail,
    why: 'an earlier file made the property final: its value stays',
    fix: 'change it where it is final',
    stake: 'hygiene',
  }))
}
