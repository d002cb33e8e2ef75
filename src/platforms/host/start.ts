import type { SecretSource, StartVariable } from '../../formats/start-script.ts'
import { readStart } from '../../formats/start-script.ts'
import { ownFolder } from '../../model/own-files.ts'
import type { Place } from '../../model/place.ts'
import type { Setting, Unresolved } from '../../model/setting.ts'
import type { View } from './view.ts'

/** A program that a script of Ringwall's starts. */
export interface Started {
  /** Its words, without the script. */
  readonly words: readonly string[]
  readonly env: ReadonlyMap<string, Setting>
  /** The script and the files of single secrets, as they are shown. */
  readonly kept: readonly string[]
  /** Files that were read for it. */
  readonly reads: readonly string[]
}

/** What a script in front of a program hands to it. `credentials`: paths of those that are not encrypted, by name. */
export function throughScript(words: readonly string[], credentials: ReadonlyMap<string, string>, look: View): Started | undefined {
  const [path = '', ...program] = words
  const opened = path.startsWith(`${ownFolder}/`) ? look.open(path) : undefined
  if (opened?.state !== 'text') return undefined
  const { file: shown, text } = opened
  const script = readStart(text)
  if (script === undefined) return undefined
  const reads = [path]
  const kept: string[] = [shown]
  const secrets = new Map(script.sources.map((source) => [source.name, secretOf(source)] as const))
  const lines = text.split('\n')
  const env = script.variables.map((variable) => [variable.name, settingOf(variable, secrets, scriptPlace(variable))] as const)
  return { words: program, env: new Map(env), kept, reads }

  function scriptPlace({ name }: StartVariable): Place {
    return { file: shown, line: lines.findIndex((line) => line.startsWith(`export ${name}=`)) + 1 }
  }

  function secretOf({ name, command }: SecretSource): Held {
    if (command !== undefined) return missing(name, `${command[0] ?? 'a program'} gives it at the start`)
    const file = credentials.get(name)
    const found = file === undefined ? undefined : look.open(file)
    if (file === undefined || found?.state !== 'text') return missing(name, 'it is an encrypted credential, or one of another file')
    reads.push(file)
    kept.push(found.file)
    return { value: found.text.replace(/\n+$/, ''), at: [{ file: found.file, line: 1 }], unresolved: [] }
  }
}

interface Held {
  readonly value: string
  readonly at: readonly Place[]
  readonly unresolved: readonly Unresolved[]
}

function missing(name: string, why: string): Held {
  const text = `\${${name.replaceAll('-', '_')}}`
  return { value: text, at: [], unresolved: [{ text, kind: 'variable', why: `${name} is kept elsewhere: ${why}` }] }
}

function settingOf({ text }: StartVariable, secrets: ReadonlyMap<string, Held>, script: Place): Setting {
  const held = text.map((piece): Held => {
    if (typeof piece === 'string') return { value: piece, at: [], unresolved: [] }
    return secrets.get(piece.secret) ?? missing(piece.secret, 'nothing fetches it')
  })
  return {
    value: held.map(({ value }) => value).join(''),
    trail: [...held.flatMap(({ at }) => at), script],
    unresolved: held.flatMap(({ unresolved }) => unresolved),
  }
}
