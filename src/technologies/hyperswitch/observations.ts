import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { isLoopback } from '../../protocols/address.ts'
import { parseConnectionString } from '../../protocols/connection-string.ts'
import { observe } from '../../settings/rules.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { isVerbose, rules } from './settings.ts'

export function observations(tree: SettingsTree): readonly Observation[] {
  return [
    ...observe(rules, tree.get, tree.home).map((one) => (one.key === 'log.console.level' ? withFileLog(one, tree) : one)),
    ...keyManager(tree),
    ...connectors(tree),
  ]
}

/** Both logs have a level of their own: one finding with both lines. */
function withFileLog(one: Observation, tree: SettingsTree): Observation {
  const level = tree.get('log.file.level')
  return level !== undefined && isVerbose(level.value) ? { ...one, trail: [...one.trail, ...level.trail] } : one
}

/** On loopback it is no channel between components, and the wrong address for a key manager of its own. */
function keyManager(tree: SettingsTree): readonly Observation[] {
  const url = tree.get('key_manager.url')
  const parsed = url === undefined ? undefined : parseConnectionString(url.value)
  if (url === undefined || parsed?.encryption !== 'none' || !isLoopback(parsed.endpoints[0]?.host ?? '')) return []
  return [
    {
      concern: 'tls-policy',
      key: 'key_manager.url',
      verdict: 'unsafe',
      trail: url.trail,
      basis: 'configured',
      message: 'the key manager is addressed over plain HTTP: data keys cross the network in clear text as soon as it runs in a container of its own',
      actual: 'key_manager.url=http',
      expected: 'https, with ca and cert in [key_manager]',
      fix: 'set key_manager.url to the https address of the encryption service, with ca and cert',
      stake: 'traffic',
    },
  ]
}

/** Payment providers are many and all outside: only those asked over plain HTTP are worth a word, together. */
function connectors(tree: SettingsTree): readonly Observation[] {
  const plain: { readonly name: string; readonly setting: Setting }[] = []
  for (const name of tree.names('connectors')) {
    for (const key of tree.names(['connectors', name])) {
      const setting = tree.get(['connectors', name, key])
      if (setting?.value.startsWith('http://') === true && !isLoopback(hostOf(setting.value))) plain.push({ name, setting })
    }
  }
  if (plain.length === 0) return []
  const trail: readonly Place[] = plain.flatMap(({ setting }) => setting.trail.slice(0, 1))
  return [
    {
      concern: 'tls-policy',
      key: 'connectors.base_url',
      verdict: 'unsafe',
      trail,
      basis: 'configured',
      message: `payments through ${plain.map(({ name }) => name).join(', ')} go over plain HTTP: whoever is on the path reads and changes them`,
      actual: 'base_url=http',
      expected: 'https addresses',
      fix: 'give these connectors https addresses, or remove them',
      stake: 'traffic',
    },
  ]
}

function hostOf(url: string): string {
  return parseConnectionString(url)?.endpoints[0]?.host ?? ''
}
