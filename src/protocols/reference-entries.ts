import type { ComponentInput } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'
import { wordsOf } from './secret-names.ts'

/** A named value, whether it came by the environment or as `--name=value`. */
export interface Entry {
  readonly key: string
  readonly setting: Setting
  /** `line`: a part of a shell line, under a name that no setting has. */
  readonly from: 'environment' | 'argument' | 'line'
}

/** Environment, then arguments; an argument without a name has the key `command`. */
export function entriesOf(input: ComponentInput): Entry[] {
  const entries: Entry[] = []
  for (const [key, setting] of input.env) entries.push({ key, setting, from: 'environment' })
  const argv = [...(input.entrypoint ?? []), ...(input.command ?? [])]
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index]
    if (argument === undefined) continue
    const flag = /^--?([A-Za-z][A-Za-z0-9_.-]{0,80})(?:=([\s\S]*))?$/.exec(argument.value)
    const next = argv[index + 1]
    // `sh -c` and its like are followed by a line, not by a value
    if (flag === null || /^-[a-z]*c$/.test(argument.value))
      entries.push({ key: 'command', setting: argument, from: 'argument' }, ...upstreamsIn(argument))
    else if (flag[2] !== undefined) entries.push({ key: `--${flag[1] ?? ''}`, setting: withText(argument, flag[2]), from: 'argument' })
    else if (next !== undefined && !next.value.startsWith('-')) {
      entries.push({ key: `--${flag[1] ?? ''}`, setting: next, from: 'argument' })
      index++
    }
  }
  return entries
}

const passes =
  /\b(?:proxy|grpc|fastcgi|uwsgi)_pass\s{1,40}((?:https?|grpcs?):\/\/)?([A-Za-z0-9][A-Za-z0-9_.-]{0,200})(?:(:\d{1,5})(?!\d)|(?![A-Za-z0-9_.$:-]))/g
const servers = /(?:^|[\s{;])server\s{1,40}([A-Za-z0-9][A-Za-z0-9_.-]{0,200}:\d{1,5})(?=[\s;])/g
const pools = /(?:^|[\s{;])upstream\s{1,40}([A-Za-z0-9_.-]{1,200})\s{0,40}\{/g

/** What a shell line that writes an nginx.conf makes the proxy call. Other addresses in such lines are as often texts, checks and downloads. */
function upstreamsIn(line: Setting): readonly Entry[] {
  const text = line.value
  if (text.length > 65_536 || !/\s/.test(text) || !text.includes('_pass')) return []
  const named = new Set([...text.matchAll(pools)].map((match) => match[1]))
  const entry = (address: string): Entry => ({ key: 'proxy_pass', setting: withText(line, address), from: 'line' })
  const called = [...text.matchAll(passes)].filter(([, scheme, host = '', port]) => !named.has(host) && (scheme ?? port) !== undefined)
  const pooled = named.size === 0 ? [] : [...text.matchAll(servers)].map((match) => match[1] ?? '')
  return [
    ...called.map(([, scheme = 'http://', host = '', port = '']) => entry(`${scheme}${host}${port}`)),
    ...pooled.map((address) => entry(`http://${address}`)),
  ]
}

/** Entries by their words run together: `DB_HOST`, `db.host`, `DB__HOST` and `--db-host` are all `dbhost`. */
export function byWords(entries: readonly Entry[]): Map<string, Entry> {
  const result = new Map<string, Entry>()
  for (const entry of entries) {
    const words = wordsOf(entry.key).join('')
    if (words !== '' && entry.from !== 'line' && !result.has(words)) result.set(words, entry)
  }
  return result
}

/** The sibling of a group whose name ends in one of `endings`. */
export function sibling(index: ReadonlyMap<string, Entry>, prefix: string, endings: readonly string[]): Entry | undefined {
  for (const ending of endings) {
    const found = index.get(prefix + ending)
    if (found !== undefined && found.setting.value !== '') return found
  }
  return undefined
}
