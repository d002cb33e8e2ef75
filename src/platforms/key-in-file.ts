import { envEdits } from '../formats/edits/env.ts'
import { hadoopXmlEdits } from '../formats/edits/hadoop-xml.ts'
import { iniEdits } from '../formats/edits/ini.ts'
import { jsonEdits } from '../formats/edits/json.ts'
import { propertiesEdits } from '../formats/edits/properties.ts'
import { tomlEdits } from '../formats/edits/toml.ts'
import type { Value } from '../formats/edits/value.ts'
import { yamlEdits } from '../formats/edits/yaml.ts'
import type { Change, TextChange } from '../model/change.ts'
import type { Workspace } from './workspace.ts'

type KeyChange = Extract<Change, { readonly kind: 'key' }>
type Setter = (text: string, key: string, value: string | null) => TextChange

/** How a key is written, by the ending of the file's name. In trees a dot leads to a key below, in INI to the key of a section. */
const setters: readonly (readonly [ending: RegExp, set: Setter])[] = [
  [/\.toml$/, (text, key, value) => inTree(tomlEdits, text, key, value)],
  [/\.jsonc?5?$/, (text, key, value) => inTree(jsonEdits, text, key, value)],
  [/\.ya?ml$/, (text, key, value) => inTree(yamlEdits(), text, key, value)],
  [/\.(?:ini|cfg)$/, (text, key, value) => inLines(iniEdits.plain, text, sectionAndKey(key), value)],
  [/\.properties$/, (text, key, value) => inLines(propertiesEdits, text, [key], value)],
  [/\.xml$/, (text, key, value) => inLines(hadoopXmlEdits, text, [key], value)],
  [/(?:^|\/)[^/]*\.env$|(?:^|\/)\.env[^/]*$/, (text, key, value) => inLines(envEdits, text, [key], value)],
]

/** Gives a key of a settings file a value, or takes it out. */
export function setKey(space: Workspace, { place, key, value }: KeyChange): readonly string[] | { readonly cannot: string } {
  const set = setters.find(([ending]) => ending.test(place.file))?.[1]
  if (set === undefined) return { cannot: `how ${key} is written in ${place.file} is not known here` }
  return space.edit(space.path(place.file), (text) => set(text, key, value))
}

interface Editing<Path, Written> {
  readonly set: (text: string, path: Path, value: Written) => TextChange
  readonly remove: (text: string, path: Path) => TextChange
}

function inTree(editor: Editing<readonly string[], Value>, text: string, key: string, value: string | null): TextChange {
  const path = key.split('.')
  return value === null ? editor.remove(text, path) : editor.set(text, path, typed(value))
}

function inLines(editor: Editing<readonly string[], string>, text: string, path: readonly string[], value: string | null): TextChange {
  return value === null ? editor.remove(text, path) : editor.set(text, path, value)
}

/** Switches and numbers are such where a format has them. */
function typed(value: string): Value {
  if (value === 'true' || value === 'false') return value === 'true'
  return /^\d{1,9}$/.test(value) ? Number(value) : value
}

function sectionAndKey(key: string): readonly string[] {
  const dot = key.lastIndexOf('.')
  return dot === -1 ? [key] : [key.slice(0, dot), key.slice(dot + 1)]
}
