import { iniStyles } from '../../formats/ini.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Lookup } from '../../settings/rules.ts'
import { iniLookup, layered } from '../../settings/trees.ts'

const homes = ['/opt/airflow', '/usr/local/airflow', '/opt/bitnami/airflow', '/root/airflow']

/**
 * Airflow's settings by their names as variables, in the order in which Airflow asks (configuration.py, 2.x and 3.x): the variable, what a
 * command prints, the secrets back end, airflow.cfg.
 */
export function airflowOptions(input: ComponentInput, gaps: Gap[]): Lookup {
  const home = input.env.get('AIRFLOW_HOME')?.value
  const files = [...(home === undefined ? [] : [home]), ...homes].map((folder) => iniLookup(input, `${folder}/airflow.cfg`, iniStyles.python, gaps))
  const file = layered(...files)
  return (key) => {
    const [section, name] = partsOf(key)
    return input.env.get(key) ?? elsewhere(input, `${key}_CMD`) ?? elsewhere(input, `${key}_SECRET`) ?? file(`${section}.${name}`)
  }
}

function partsOf(key: string): readonly [string, string] {
  const [, section = '', ...rest] = key.split('__')
  return [section.toLowerCase(), rest.join('__').toLowerCase()]
}

/** The value is what a command prints or a secrets back end holds: set, and not known here. */
function elsewhere(input: ComponentInput, name: string): Setting | undefined {
  const source = input.env.get(name)
  if (source === undefined) return undefined
  const text = `<value of ${name}>`
  return { value: text, trail: source.trail, unresolved: [{ text, kind: 'file', why: `${name} says where the value comes from` }] }
}
