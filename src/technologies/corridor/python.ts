import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

const names = ['api_config.py', 'app_config.py', 'worker_config.py']

/** Settings that a mounted `*_config.py` assigns as plain values. The files are Python: what is computed in them is not known. */
export function pythonSettings(input: ComponentInput, gaps: Gap[]): ReadonlyMap<string, Setting> {
  const found = new Map<string, Setting>()
  for (const path of paths(input)) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    for (const [index, line] of document.text.split('\n').entries()) {
      const assigned = /^([A-Z][A-Z0-9_]{1,60})\s*(?::\s*\w+\s*)?=\s*(\S.*)$/.exec(line)
      const value = assigned?.[2] === undefined ? undefined : literal(assigned[2])
      if (assigned?.[1] !== undefined && value !== undefined) found.set(assigned[1], settingAt(document, value, { line: index + 1 }))
    }
  }
  return found
}

function paths(input: ComponentInput): readonly string[] {
  return input.mounts.flatMap(({ target }) => {
    if (names.some((name) => target.value.endsWith(`/${name}`))) return [target.value]
    const folder = target.value.replace(/\/+$/, '')
    return input
      .list(folder)
      .filter((name) => names.includes(name))
      .map((name) => `${folder}/${name}`)
  })
}

/** The value of a literal: a text, a number or a switch. */
function literal(expression: string): string | undefined {
  const text = /^[rbu]?(?:'([^']*)'|"([^"]*)")\s*(?:#.*)?$/.exec(expression.trim())
  if (text !== null) return text[1] ?? text[2]
  return /^(True|False|None|\d+)\b\s*(?:#.*)?$/.exec(expression.trim())?.[1]
}
