import { parseHadoopXml } from '../../formats/hadoop-xml.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

export interface Site {
  readonly get: (key: string) => Setting | undefined
  readonly home: Place
}

const files = ['coopr-default.xml', 'coopr-site.xml', 'coopr-security.xml', 'provisioner-default.xml', 'provisioner-site.xml']

/** The XML settings under COOPR_CONF; a later file wins over an earlier one. */
export function siteOf(input: ComponentInput, gaps: Gap[]): Site {
  const named = [input.env.get('COOPR_CONF')?.value, '/etc/coopr/conf', '/etc/coopr', '/opt/coopr/server/conf', '/opt/coopr/provisioner/master/conf']
  const values = new Map<string, Setting>()
  let home = input.at
  for (const folder of named.filter((one) => one !== undefined)) {
    for (const file of files) {
      const document = openDocument(input, `${folder.replace(/\/+$/, '')}/${file}`, gaps)
      if (document === undefined) continue
      if (file.endsWith('-site.xml')) home = { file: document.file, line: 1 }
      const { properties, problems } = parseHadoopXml(document.text)
      for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
      for (const { name, value, span } of properties) values.set(name, settingAt(document, value.trim(), span))
    }
  }
  return { get: (key) => values.get(key), home }
}
