import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'

/** One setting by its path, such as `Cors:Origins:0`; a null hides what weaker sources say. */
export type Entry = readonly [path: string, value: Setting | undefined]

/** Prefixes of variables that stand for connection strings (EnvironmentVariablesConfigurationProvider, .NET 6 to 9). */
const connectionPrefixes = /^(?:SQLAZURE|SQL|MYSQL|POSTGRESQL|CUSTOM)CONNSTR_/i

/** Variables that name a section, `A__B` and `A:B`, and connection strings. Others name no setting of a framework. */
export function variableSettings(input: ComponentInput): readonly Entry[] {
  return [...input.env].flatMap(([name, value]): Entry[] => {
    if (connectionPrefixes.test(name)) return [[`ConnectionStrings:${name.replace(connectionPrefixes, '').replaceAll('__', ':')}`, value]]
    const path = name.replaceAll('__', ':')
    return path.includes(':') || /^(?:urls|allowedhosts|detailederrors|http_ports|https_ports)$/i.test(path) ? [[path, value]] : []
  })
}

/** `ASPNETCORE_URLS` is `URLS` of the host, the weakest source of all. */
export function hostSettings(input: ComponentInput, prefix: string): readonly Entry[] {
  return [...input.env].flatMap(([name, value]): Entry[] =>
    name.toUpperCase().startsWith(prefix) ? [[name.slice(prefix.length).replaceAll('__', ':'), value]] : [],
  )
}

/** `--A:B=v`, `/A:B=v`, `A:B=v`, `--A:B v`: the arguments behind the program (CommandLineConfigurationProvider). */
export function argumentSettings(input: ComponentInput): readonly Entry[] {
  const words = commandLine(input)
  const program = words.findIndex(({ value }) => /\.(?:dll|exe)$/i.test(value))
  const found: Entry[] = []
  for (let index = program + 1 || 1; index < words.length; index++) {
    const word = words[index]!
    const [, marked, key = '', value] = /^(--|\/)?([^=]*)(?:=([^]*))?$/.exec(word.value) ?? []
    if (value !== undefined && key !== '' && !key.startsWith('-')) found.push([key, given(word, value)])
    else if (value === undefined && marked !== undefined && key !== '' && words[index + 1] !== undefined) found.push([key, words[++index]!])
  }
  return found
}

function given(word: Setting, value: string): Setting {
  return { ...word, value }
}
