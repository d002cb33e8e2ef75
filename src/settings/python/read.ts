import { parsePython } from '../../formats/python.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Document } from '../documents.ts'
import { openDocument } from '../documents.ts'
import type { Lookup } from '../rules.ts'
import { run } from './run.ts'
import type { Scope } from './scope.ts'
import { newScope, valueIn } from './scope.ts'
import type { PythonSetting } from './value.ts'
import { asSetting, within } from './value.ts'

/** A settings file in Python, with the files beside it that it imports. */
export interface PythonSettings {
  readonly document: Document
  /** The last value of a name: `SECRET_KEY`, `c.ServerApp.token`, `ProductionConfig.DEBUG`; then keys of a dict. */
  readonly get: (name: string, ...keys: readonly string[]) => PythonSetting | undefined
  /** The same as one text. */
  readonly text: Lookup
  readonly names: readonly string[]
  readonly classes: ReadonlyMap<string, readonly string[]>
  /** Values that stand alone, and calls. */
  readonly alone: readonly PythonSetting[]
}

/** How many files one file may lead to. */
const mostFiles = 20

/** Reads a settings file as data; undefined when it is not there. What cannot be read of it is a gap. */
export function pythonSettings(input: ComponentInput, path: string, gaps: Gap[]): PythonSettings | undefined {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return undefined
  const scope = newScope()
  const seen = new Map<string, Scope>([[path, scope]])
  load(document, scope)
  const get: PythonSettings['get'] = (name, ...keys) => within(valueIn(scope, name), ...keys)
  return { document, get, text: (key) => asSetting(get(key)), names: [...scope.names.keys()], classes: scope.classes, alone: scope.alone }

  function load(file: Document, into: Scope): void {
    const parsed = parsePython(file.text)
    for (const { line, message } of parsed.problems) gaps.push({ why: message, place: { file: file.file, line } })
    run(parsed, into, { input, document: file }, (module, level, isNeeded) => {
      const folder = folderOf(file.path)
      for (const candidate of candidates(folder, module, level)) {
        const known = seen.get(candidate)
        if (known !== undefined) return known
        if (seen.size >= mostFiles) return undefined
        const other = openDocument(input, candidate, gaps)
        if (other === undefined) continue
        const found = newScope()
        seen.set(candidate, found)
        load(other, found)
        return found
      }
      if (isNeeded) gaps.push({ why: `${file.file} takes settings from ${module}, which is not here`, place: { file: file.file, line: 1 } })
      return undefined
    })
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Where a module may lie: beside the file, in a package, or one folder up, from which the program is usually started. */
function candidates(folder: string, module: string, level: number): readonly string[] {
  if (module.endsWith('.py')) return [module.startsWith('/') ? module : `${folder}/${module}`]
  const file = module.replaceAll('.', '/')
  let from = folder
  for (let up = 1; up < Math.min(level, 10); up++) from = folderOf(from)
  const folders = level > 0 ? [from] : [folder, folderOf(folder)]
  return folders.flatMap((each) => [`${each}/${file}.py`, `${each}/${file}/__init__.py`])
}
