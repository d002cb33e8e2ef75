import { interpolated } from '../../formats/ini-interpolation.ts'
import { iniStyles, parseIni } from '../../formats/ini.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

/** Values of airflow.cfg by section and key; names are as they are written, for Airflow asks in lower case and minds it. */
export type Cfg = (section: string, key: string) => Setting | undefined

/** Reads airflow.cfg as Airflow's own ConfigParser does (configuration.py 2.x): `%(x)s` and `%%`, then `$VAR` of the environment. */
export function airflowCfg(input: ComponentInput, path: string, gaps: Gap[]): Cfg | undefined {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return undefined
  const { entries, problems } = parseIni(document.text, iniStyles.python)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  const raw = new Map<string, { readonly text: string; readonly line: number; readonly endLine: number }>()
  for (const { section, key, value, keySpan, span } of entries)
    if (value !== undefined) raw.set(`${section}\n${key}`, { text: value, line: keySpan.line, endLine: span.endLine })
  return (section, key) => {
    const found = raw.get(`${section}\n${key}`) ?? raw.get(`DEFAULT\n${key}`)
    if (found === undefined) return undefined
    const value = interpolated(found.text, (name) => (raw.get(`${section}\n${name}`) ?? raw.get(`DEFAULT\n${name}`))?.text)
    if ('fault' in value) {
      const text = '<value>'
      const why = `Airflow does not start with this value: ${value.fault}`
      return { ...settingAt(document, text, found), unresolved: [{ text, kind: 'variable', why }] }
    }
    // a switch may have a comment behind it (getboolean)
    const text = value.text.replace(/^(true|t|1|false|f|0)\s*#.*$/i, '$1')
    return expanded(input, settingAt(document, text, found))
  }
}

/** `$NAME` and `${NAME}` as os.path.expandvars puts them in; a variable that is not set stays as it is written. */
function expanded(input: ComponentInput, setting: Setting): Setting {
  if (!setting.value.includes('$')) return setting
  const trail = [...setting.trail]
  const unresolved = [...setting.unresolved]
  const value = setting.value.replace(/\$(?:(\w{1,100})|\{([^{}]{1,100})\})/g, (written, bare?: string, braced?: string) => {
    const name = bare ?? braced ?? ''
    const found = input.env.get(name)
    if (found === undefined) {
      unresolved.push({ text: written, kind: 'variable', why: `${name} comes from the environment, which is not described here` })
      return written
    }
    trail.push(...found.trail)
    unresolved.push(...found.unresolved)
    return found.value
  })
  return { value, trail, unresolved }
}
