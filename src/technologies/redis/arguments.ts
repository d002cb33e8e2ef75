import { splitWords } from '../../formats/directives.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { packagingOf } from './packaging.ts'

export interface Arguments {
  readonly file?: Setting
  readonly options: readonly { readonly name: string; readonly args: readonly Setting[] }[]
}

/** What redis-server gets: its words on the command line, then those in the variable that a rebuilt image appends. */
export function serverArguments(input: ComponentInput): Arguments {
  const words = [...ownWords(input), ...extraWords(input)].map((word) => expanded(word, input))
  const [first, ...rest] = words
  const file = first !== undefined && !first.value.startsWith('-') ? first : undefined
  return { ...(file === undefined ? {} : { file }), options: optionsOf(file === undefined ? words : rest) }
}

/** The official entrypoint puts redis-server in front of options and of a `.conf` file; any other word is another program. */
function ownWords(input: ComponentInput): readonly Setting[] {
  const words = commandLine(input)
  const program = words.findLastIndex(({ value }) => /(^|\/)(redis|valkey|keydb)-(server|sentinel)$/.test(value))
  const entrypoint = words.findIndex(({ value }) => /(^|\/)docker-entrypoint\.sh$/.test(value))
  const given = words.slice(Math.max(program, entrypoint) + 1)
  const first = given[0]?.value ?? ''
  if (program === -1 && !first.startsWith('-') && !first.endsWith('.conf')) return []
  const end = given.findIndex(({ value }) => /^(&&|\|\||[;&|]|>>?|2>&1)$/.test(value))
  return end === -1 ? given : given.slice(0, end)
}

function extraWords(input: ComponentInput): readonly Setting[] {
  const packaging = packagingOf(input)
  const names = packaging === 'bitnami' ? ['REDIS_EXTRA_FLAGS', 'VALKEY_EXTRA_FLAGS'] : packaging === 'stack' ? ['REDIS_ARGS'] : []
  return names.flatMap((name) => {
    const value = input.env.get(name)
    return value === undefined ? [] : (splitWords(value.value) ?? []).map((word) => ({ ...value, value: word }))
  })
}

/** A `$NAME` that the container's own shell puts in: the value is the component's variable. */
function expanded(word: Setting, input: ComponentInput): Setting {
  const name = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/.exec(word.value)?.[1]
  const value = name === undefined ? undefined : input.env.get(name)
  return value === undefined ? word : { ...value, trail: [...value.trail, ...word.trail] }
}

/** `--name value ...`, and `--name value` in one word: options become lines of the configuration (redis 7.0, src/server.c). */
function optionsOf(words: readonly Setting[]): Arguments['options'] {
  const found: { name: string; args: Setting[] }[] = []
  for (const word of words) {
    if (!word.value.startsWith('--')) {
      found.at(-1)?.args.push(word)
      continue
    }
    const [name = '', ...args] = splitWords(word.value.slice(2)) ?? [word.value.slice(2)]
    found.push({
      name: name.toLowerCase(),
      args: args.map((arg) => withText(word, arg)),
    })
  }
  return found
}
