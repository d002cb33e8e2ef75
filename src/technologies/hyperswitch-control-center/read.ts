import type { Gap } from '../../model/fact.ts'
import { byDefault } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, Reading } from '../../model/technology.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { settingsTree } from '../../settings/settings-tree.ts'
import { openTree } from '../../settings/trees.ts'

/** The dashboard: static pages on port 9000 and the settings that the browser is given. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const file = openTree(input, [input.env.get('configPath')?.value ?? '/usr/share/nginx/config/config.toml'], gaps)
  const tree = settingsTree(input, file === undefined ? [] : [file], (name) =>
    name.startsWith('default__') ? name.replaceAll('__', '.') : undefined,
  )
  return {
    listeners: [
      {
        port: 9000,
        protocol: 'http',
        purpose: 'application',
        tls: byDefault('none', 'the control center speaks plain HTTP (all versions)', [input.at]),
        authentication: byDefault('delegated', 'its pages log in at the router', [input.at]),
      },
    ],
    connections: ['default.endpoints.api_url', 'default.endpoints.sdk_url'].flatMap((key) => fromBrowser(tree, key)),
    gaps,
  }
}

/** The browser opens these, not the component. */
function fromBrowser(tree: SettingsTree, key: string): readonly ConnectionReading[] {
  const url = tree.get(key)
  return isGiven(url) ? connectionsTo(url, { key, fromOutside: true }) : []
}
