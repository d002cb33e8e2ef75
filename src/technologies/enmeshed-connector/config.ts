import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { settingsTree } from '../../settings/settings-tree.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { openTree } from '../../settings/trees.ts'

/** Variables with a name of their own (src/CreateConnectorConfig.ts of nmshd/connector). API_KEY counts only where the key is still one text. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['DATABASE_NAME', 'database.dbName'],
  ['DATABASE_CONNECTION_STRING', 'database.connectionString'],
  ['SYNC_ENABLED', 'modules.sync.enabled'],
  ['PLATFORM_CLIENT_ID', 'transportLibrary.platformClientId'],
  ['PLATFORM_CLIENT_SECRET', 'transportLibrary.platformClientSecret'],
  ['DEBUG', 'debug'],
])

export interface Config {
  readonly tree: SettingsTree
  /** A settings file was read: what it leaves out is the product's default. */
  readonly complete: boolean
}

/** Environment, the file that CUSTOM_CONFIG_LOCATION names, the file of the environment, the defaults: the first that knows a key wins. */
export function configOf(input: ComponentInput, gaps: Gap[]): Config {
  const named = input.env.get('CUSTOM_CONFIG_LOCATION')
  const environment = input.env.get('NODE_CONFIG_ENV')?.value
  const paths = [
    named?.value ?? '/usr/app/config/custom.json',
    ...(environment === undefined ? [] : [`/usr/app/config/${environment}.json`]),
    '/usr/app/config/default.json',
  ]
  const before = gaps.length
  const layers: TreeDocument[] = []
  for (const path of paths) {
    const layer = openTree(input, [path], gaps)
    if (layer !== undefined) layers.push(layer)
  }
  const own = layers.some(({ document }) => document.path === paths[0])
  if (named !== undefined && !own && gaps.length === before) {
    gaps.push({ why: `${input.id} reads ${named.value}, which is not among the files here`, place: named.trail[0] ?? input.at })
  }
  const legacy = legacyKey(layers)
  const tree = settingsTree(input, layers, (variable) => {
    if (variable === 'API_KEY') return legacy ? 'infrastructure.httpServer.apiKey' : undefined
    return aliases.get(variable) ?? (variable.includes('__') ? variable.replaceAll('__', '.') : undefined)
  })
  return { tree, complete: named === undefined || own }
}

/** Before version 3 one key stood as a text under `infrastructure.httpServer.apiKey`, and API_KEY set it. */
function legacyKey(layers: readonly TreeDocument[]): boolean {
  return layers.some(({ document }) => /"apiKey"\s*:\s*"/.test(document.text))
}
