import { iniStyles } from '../../formats/ini.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { fileText } from '../../settings/environment.ts'
import type { Lookup } from '../../settings/rules.ts'
import { iniLookup } from '../../settings/trees.ts'

/** Settings as `section.key`: `GF_SECTION_KEY`, then `GF_SECTION_KEY__FILE` (the image's start script), then grafana.ini. */
export function grafanaOptions(input: ComponentInput, gaps: Gap[]): Lookup {
  const ini = iniLookup(input, input.env.get('GF_PATHS_CONFIG')?.value ?? '/etc/grafana/grafana.ini', iniStyles.grafana, gaps)
  return (key) => variable(input, key) ?? ini(key)
}

function variable(input: ComponentInput, key: string): Setting | undefined {
  const name = `GF_${key.toUpperCase().replace(/[.-]/g, '_')}`
  const file = input.env.get(`${name}__FILE`)
  // Grafana takes an empty variable for one that is not there (pkg/setting, 7 to 11)
  const value = input.env.get(name)
  return value !== undefined && value.value !== '' ? value : file === undefined ? undefined : fileText(input, file)
}
