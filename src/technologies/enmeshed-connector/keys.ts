import type { Place } from '../../model/place.ts'
import type { Observation, SecretReading } from '../../model/technology.ts'
import { compareVersions } from '../../protocols/version.ts'
import { isGiven } from '../../settings/given.ts'
import { isOff } from '../../settings/rules.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'

const server = ['infrastructure', 'httpServer'] as const
const keysPath = [...server, 'authentication', 'apiKey', 'keys'] as const

/** The connector itself demands 30 characters (HttpServer.ts). */
const shortest = 30

/** Keys that callers present, by their ids; the text of older versions has none. */
export function apiKeys(tree: SettingsTree, version?: string): readonly SecretReading[] {
  const legacy = version !== undefined && compareVersions(version, '7') >= 0 ? undefined : tree.get([...server, 'apiKey'])
  const found: SecretReading[] = isGiven(legacy)
    ? [{ key: 'infrastructure.httpServer.apiKey', purpose: 'api-key', value: legacy, atLeast: shortest, at: legacy.trail[0] ?? tree.home }]
    : []
  for (const id of tree.names(keysPath)) {
    const value = tree.get([...keysPath, id, 'key'])
    if (isGiven(value) && !isOff(tree.get([...keysPath, id, 'enabled'])?.value ?? 'true')) {
      found.push({ key: `apiKey.keys.${id}.key`, purpose: 'api-key', value, atLeast: shortest, at: value.trail[0] ?? tree.home })
    }
  }
  return found
}

/** Expiry and scopes came with version 5 and 6; a key without them never ends and may call everything. */
export function keyPolicy(tree: SettingsTree): readonly Observation[] {
  return tree.names(keysPath).flatMap((id) => {
    const key = [...keysPath, id]
    const value = tree.get([...key, 'key'])
    if (!isGiven(value) || isOff(tree.get([...key, 'enabled'])?.value ?? 'true')) return []
    const expiry = tree.get([...key, 'expiresAt'])
    const scopes = tree.list([...key, 'scopes'])
    const wild = scopes.find(({ value: scope }) => scope === '**')
    const places = blockOf(tree, key, value.trail)
    return [
      {
        concern: 'key-expiry' as const,
        key: 'apiKey.keys.expiresAt',
        verdict: isGiven(expiry) ? ('safe' as const) : ('unsafe' as const),
        trail: expiry?.trail ?? places,
        basis: isGiven(expiry) ? ('configured' as const) : ('default' as const),
        message: `the API key ${id} never expires: once it leaks, it opens the connector for good`,
        actual: isGiven(expiry) ? 'expiresAt is set' : 'no expiresAt',
        expected: 'expiresAt within a year',
        fix: `add expiresAt to the key ${id}, and a second key to change over to`,
        stake: 'defence' as const,
      },
      {
        concern: 'over-privileged-default' as const,
        key: 'apiKey.keys.scopes',
        verdict: scopes.length > 0 && wild === undefined ? ('safe' as const) : ('unsafe' as const),
        trail: wild?.trail ?? scopes[0]?.trail ?? places,
        basis: scopes.length > 0 ? ('configured' as const) : ('default' as const),
        message: `the API key ${id} may call everything: without scopes it has the scope **`,
        actual: scopes.length > 0 ? `scopes: ${scopes.map(({ value: scope }) => scope).join(' ')}` : 'no scopes',
        expected: 'the scopes that its caller needs, such as core:messages:*',
        fix: `add scopes to the key ${id}`,
        stake: 'defence' as const,
      },
    ]
  })
}

/** The block of the key, from its name to its value. */
function blockOf(tree: SettingsTree, key: readonly string[], trail: readonly Place[]): readonly Place[] {
  const name = tree.at(key)
  const value = trail[0]
  if (name === undefined || value === undefined || name.file !== value.file || value.line < name.line) return trail
  return [{ file: name.file, line: name.line, endLine: Math.max(value.line, name.line) }, ...trail.slice(1)]
}
