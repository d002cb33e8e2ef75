import type { Observation } from '../../model/technology.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { RespValue } from '../../wire/resp.ts'
import { askResp } from '../../wire/resp.ts'

/** Commands that administer the server or take it over, with arguments as they would be used. None of them is ever run: ACL DRYRUN only judges. */
const dangerous: readonly (readonly string[])[] = [
  ['CONFIG', 'SET', 'maxmemory', '0'],
  ['ACL', 'SETUSER', 'nobody'],
  ['FLUSHALL'],
  ['SHUTDOWN'],
  ['REPLICAOF', 'NO', 'ONE'],
  ['EVAL', 'return 0', '0'],
  ['KEYS', '*'],
]

export interface Rights {
  /** Names of dangerous commands that are there and may be used. */
  readonly allowed: readonly string[]
  /** `unknown` of a server before 7.0, which judges no command without running it. */
  readonly known: boolean
  readonly user: string | undefined
}

/** What the user of this conversation may do. */
export async function rightsOf(talk: Conversation): Promise<Rights> {
  const who = await askResp(talk, ['ACL', 'WHOAMI'], 'ACL WHOAMI')
  const user = who.kind === 'text' ? who.text : undefined
  const there = await askResp(talk, ['COMMAND', 'INFO', ...dangerous.map(([name]) => name!)], 'COMMAND INFO of dangerous commands')
  const items = there.kind === 'list' ? there.items : []
  // what was renamed away has no description
  const present = dangerous.filter((_, index) => items[index]?.kind === 'list')
  if (there.kind !== 'list' || user === undefined) return { allowed: present.map(nameOf), known: false, user }
  const allowed: string[] = []
  for (const command of present) {
    const verdict = await askResp(talk, ['ACL', 'DRYRUN', user, ...command], `ACL DRYRUN of ${nameOf(command)}`)
    if (verdict.kind === 'error') return { allowed: present.map(nameOf), known: false, user }
    if (verdict.kind === 'state' && verdict.text === 'OK') allowed.push(nameOf(command))
  }
  return { allowed, known: true, user }
}

function nameOf([name = '']: readonly string[]): string {
  return name
}

/** Leading numbers of the version that INFO tells. */
export async function versionOf(talk: Conversation): Promise<string | undefined> {
  const info = await askResp(talk, ['INFO', 'server'], 'INFO server')
  return info.kind === 'text' ? /^(?:redis|valkey)_version:(\d+(?:\.\d+)*)/m.exec(info.text)?.[1] : undefined
}

/** Settings that CONFIG GET is asked for; none of them is a secret. */
const asked = ['protected-mode', 'enable-debug-command', 'enable-module-command', 'tls-protocols', 'tls-auth-clients', 'unixsocketperm', 'loglevel']

/** The settings in force, where CONFIG GET is allowed. */
export async function settingsOf(talk: Conversation): Promise<ReadonlyMap<string, string>> {
  const settings = new Map<string, string>()
  for (const key of asked) {
    const reply = await askResp(talk, ['CONFIG', 'GET', key], `CONFIG GET ${key}`)
    // one that is refused is refused for all
    if (reply.kind === 'error') break
    const value = pairOf(reply)
    if (value !== undefined) settings.set(key, value)
  }
  return settings
}

function pairOf(reply: RespValue): string | undefined {
  const value = reply.kind === 'list' ? reply.items[1] : undefined
  return value?.kind === 'text' ? value.text : undefined
}

/** What is allowed to everybody who gets as far as this. */
export function observeRights({ allowed, known }: Rights, whose: string): readonly Observation[] {
  return [
    {
      concern: 'over-privileged-default',
      key: 'commands',
      verdict: allowed.length === 0 ? 'safe' : known ? 'unsafe' : 'unknown',
      trail: [],
      basis: 'observed',
      message: known
        ? `${whose} may use commands that administer the server or read it whole`
        : `Whether ${whose.toLowerCase()} may use commands that administer the server is not known: the server is older than ACL DRYRUN`,
      actual: allowed.length === 0 ? 'none' : allowed.join(', '),
      expected: 'none',
      fix: 'take the commands from the user: ACL SETUSER NAME -@dangerous -@admin, and write it into the ACL file',
      stake: 'takeover',
    },
  ]
}
