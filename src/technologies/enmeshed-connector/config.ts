import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { compareVersions } from '../../protocols/version.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { settingsTree } from '../../settings/settings-tree.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { openTree } from '../../settings/trees.ts'

/** Variables with a name of their own (src/CreateConnectorConfig.ts of nmshd/connector). API_KEY counts only before version 7, where the key is one text. */
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

/**
 * Command line, environment, the file that `--config` or CUSTOM_CONFIG_LOCATION names (else config.json, before version 7 config/custom.json),
 * the file of the environment, the defaults: the first that knows a key wins (nconf; src/createConnectorConfig.ts, versions 3 to 7).
 */
export function configOf(input: ComponentInput, gaps: Gap[], version?: string): Config {
  const named = flag(commandLine(input), ['--config', '-c'])?.value ?? input.env.get('CUSTOM_CONFIG_LOCATION')
  const environment = input.env.get('NODE_CONFIG_ENV')?.value
  const paths = [
    ...(named === undefined ? ['/usr/app/config.json', '/usr/app/config/custom.json'] : [absolute(named.value)]),
    ...(environment === undefined ? [] : [`/usr/app/config/${environment}.json`]),
    '/usr/app/config/default.json',
  ]
  const before = gaps.length
  const layers: TreeDocument[] = []
  for (const path of paths) {
    const layer = openTree(input, [path], gaps)
    if (layer !== undefined) layers.push(layer)
  }
  const own = named !== undefined && layers.some(({ document }) => document.path === paths[0])
  if (named !== undefined && !own && gaps.length === before) {
    gaps.push({ why: `${input.id} reads ${named.value}, which is not among the files here`, place: named.trail[0] ?? input.at })
  }
  const legacy = version === undefined ? legacyKey(layers) : compareVersions(version, '7') < 0
  function pathOf(variable: string): string | undefined {
    if (variable === 'API_KEY') return legacy ? 'infrastructure.httpServer.apiKey' : undefined
    return aliases.get(variable) ?? (/__|:/.test(variable) ? variable.replaceAll(/__|:/g, '.') : undefined)
  }
  const given = { ...input, env: new Map([...input.env, ...argumentsOf(input)]) }
  const tree = settingsTree(given, layers, pathOf, { exact: true })
  return { tree, complete: named === undefined || own }
}

/** Before version 7 one key stood as a text under `infrastructure.httpServer.apiKey`, and API_KEY set it. */
function legacyKey(layers: readonly TreeDocument[]): boolean {
  return layers.some(({ document }) => /"apiKey"\s*:\s*"/.test(document.text))
}

/** `--transportLibrary:baseUrl=https://...` or with the value as the next word; the command line wins over variables. */
function argumentsOf(input: ComponentInput): readonly (readonly [string, Setting])[] {
  const words = commandLine(input)
  return words.flatMap((word, index): [string, Setting][] => {
    const [, key, value] = /^--([A-Za-z]\w*(?::\w+)+)(?:=([^]*))?$/.exec(word.value) ?? []
    if (key === undefined) return []
    const next = words[index + 1]
    if (value !== undefined) return [[key, { ...word, value }]]
    return next === undefined || next.value.startsWith('--') ? [[key, { ...word, value: 'true' }]] : [[key, next]]
  })
}

/** Against the working directory of the images. */
function absolute(path: string): string {
  return path.startsWith('/') ? path : `/usr/app/${path.replace(/^\.\//, '')}`
}
