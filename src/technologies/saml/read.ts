import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading } from '../../model/technology.ts'
import { openDocument } from '../../settings/documents.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import type { PythonSetting } from '../../settings/python/value.ts'
import { isSaml, samlSettings } from '../../settings/saml.ts'
import { metadataObservations } from './metadata.ts'

export const home = '/etc/saml'

/** Settings of python3-saml, and metadata of the parties, in the folder of the component. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const names = input.list(home)
  const metadata = names.flatMap((name) => {
    const document = name.endsWith('.xml') ? openDocument(input, `${home}/${name}`, gaps) : undefined
    return document === undefined ? [] : metadataObservations(document, gaps)
  })
  const readings = names.flatMap((name) => (/\.(?:py|json)$/.test(name) && name !== 'advanced_settings.json' ? settingsIn(input, name, gaps) : []))
  return {
    observations: [...readings.flatMap(({ observations }) => observations), ...metadata],
    secrets: readings.flatMap(({ secrets }) => secrets),
    gaps,
  }
}

/** A dict that stands alone, or one with a name; `advanced_settings.json` lies over `settings.json`. JSON is read as Python, of which it is nearly a part. */
function settingsIn(input: ComponentInput, name: string, gaps: Gap[]): readonly ReturnType<typeof samlSettings>[] {
  const file = pythonSettings(input, `${home}/${name}`, gaps)
  if (file === undefined) return []
  const advanced = name === 'settings.json' ? pythonSettings(input, `${home}/advanced_settings.json`, gaps)?.alone[0] : undefined
  const named = file.names.flatMap((each) => {
    const value = file.get(each)
    return isSaml(value) && value !== undefined ? [samlSettings(value, each)] : []
  })
  const alone = file.alone.filter((value) => isSaml(value)).map((value) => samlSettings(over(value, advanced), 'SAML settings'))
  return [...named, ...alone]
}

function over(value: PythonSetting, other: PythonSetting | undefined): PythonSetting {
  return value.kind === 'entries' && other?.kind === 'entries' ? { ...value, entries: new Map([...value.entries, ...other.entries]) } : value
}
