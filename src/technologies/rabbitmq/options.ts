import { posix } from 'node:path'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isPattern, matchingPaths } from '../../settings/matching.ts'
import { compareVersions } from '../../protocols/version.ts'
import { layTermsOver } from './advanced.ts'
import { filledIn, readConf } from './conf.ts'
import type { Variables } from './variables.ts'

/** Settings under the names of rabbitmq.conf, wherever they were written. */
export type Options = ReadonlyMap<string, Setting>

const homes = ['/etc/rabbitmq', '/opt/bitnami/rabbitmq/etc/rabbitmq', '/bitnami/rabbitmq/conf']

/**
 * The settings in force (rabbit_prelaunch_conf, 3.8 to 4.1): rabbitmq.conf, then conf.d in the order of names, where the last one wins, then
 * advanced.config over them. Where there is a rabbitmq.config, neither rabbitmq.conf nor advanced.config is read.
 */
export function optionsOf(input: ComponentInput, variable: Variables, version: string | undefined, gaps: Gap[]): Options {
  // cuttlefish 3.3, and with it quoted values, came with 3.13.7
  const literalQuotes = version !== undefined && compareVersions(version, '3.13') < 0
  const into = new Map<string, Setting>()
  const reader = { input, gaps, literalQuotes, into }
  const classic = filesOf(input, variable, 'config')
  for (const path of classic.length > 0 ? [] : filesOf(input, variable, 'conf')) readConf(reader, path)
  for (const path of additionalFiles(input, variable)) readConf(reader, path)
  const options = filledIn(into, input.env)
  const advanced = variable('ADVANCED_CONFIG_FILE')
  const terms = advanced === undefined ? homes.map((home) => `${home}/advanced.config`) : [advanced.value]
  for (const path of classic.length > 0 ? classic : terms) layTermsOver(input, path, options, gaps)
  return options
}

/** Files with settings of key and value, those that count most last; none where a rabbitmq.config takes their place. */
export function confFiles(input: ComponentInput, variable: Variables): readonly string[] | undefined {
  if (filesOf(input, variable, 'config').length > 0) return undefined
  return [...filesOf(input, variable, 'conf'), ...additionalFiles(input, variable)]
}

/** CONFIG_FILE with its ending or without. */
function filesOf(input: ComponentInput, variable: Variables, ending: 'conf' | 'config'): readonly string[] {
  const written = variable('CONFIG_FILE')?.value
  const bases = written === undefined ? homes.map((home) => `${home}/rabbitmq`) : [written.replace(/\.conf(?:ig)?$/, '')]
  if (written !== undefined && /\.conf(?:ig)?$/.test(written) && !written.endsWith(`.${ending}`)) return []
  return bases.map((base) => `${base}.${ending}`).filter((path) => input.open(path).state !== 'absent')
}

function additionalFiles(input: ComponentInput, variable: Variables): readonly string[] {
  const written = variable('CONFIG_FILES')?.value
  const patterns = written === undefined ? homes.map((home) => `${home}/conf.d/*.conf`) : [isPattern(written) ? written : posix.join(written, '*')]
  return patterns.flatMap((pattern) => matchingPaths(input, pattern, true))
}

/** `listeners.tcp.1`, `listeners.tcp.default`; none where `listeners.tcp = none`. Undefined where nothing is said. */
export function listOf(options: Options, key: string): readonly Setting[] | undefined {
  const whole = options.get(key)
  if (whole?.value === 'none') return []
  const found = below(options, key).map(([, value]) => value)
  return found.length > 0 ? found : undefined
}

export function below(options: Options, key: string): readonly (readonly [string, Setting])[] {
  return [...options].flatMap(([name, value]) => (name.startsWith(`${key}.`) ? [[name.slice(key.length + 1), value] as const] : []))
}

/** Users who may log in from the node itself alone; by default that is guest. */
export function loopbackUsers(options: Options): readonly string[] {
  if (options.get('loopback_users')?.value === 'none') return []
  const said = below(options, 'loopback_users')
  return said.length === 0 ? ['guest'] : said.filter(([, { value }]) => value === 'true').map(([name]) => name)
}
