import { scalarText, walkScalars } from '../formats/node.ts'
import { parseYaml } from '../formats/yaml.ts'
import type { Gap } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'
import { openDocument, settingAt } from './documents.ts'

/** The scalars of a YAML settings file by their dotted path: `net.tls.mode`, whether nested or written with dots. Undefined: no such file. */
export function yamlSettings(input: ComponentInput, path: string, gaps: Gap[]): ReadonlyMap<string, Setting> | undefined {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return undefined
  const { documents, problems } = parseYaml(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  const found = new Map<string, Setting>()
  for (const { path: steps, node } of walkScalars(documents[0])) found.set(steps.join('.'), settingAt(document, scalarText(node) ?? '', node.span))
  return found
}
