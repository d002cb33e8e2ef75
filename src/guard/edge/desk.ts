import type { EdgeTable, KeyEntries } from './entries.ts'
import { RuntimeFault } from './runtime.ts'
import type { Tell } from './runtime.ts'

export interface EdgeParts {
  readonly tell: Tell
  /** Names of its maps, as its configuration has them. */
  readonly maps: { readonly keys: string; readonly networks: string; readonly lease: string }
  /** What holds now. */
  readonly table: () => Promise<EdgeTable>
  /** Milliseconds for which it is not known which epoch holds. */
  readonly age: () => number
  /** Signed statements of who owns keys, by the name under which HAProxy looks for them; made again before they end. */
  readonly statements: (owners: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly now: () => number
  readonly random: (bytes: number) => Buffer
}

/** Keys that HAProxy judges by itself: what it knows is what holds, or it is told to ask. */
export interface EdgeDesk {
  /** Something changed. Done when HAProxy knows; it rejects where it could not be told. */
  readonly changed: () => Promise<void>
  /** A key has ended: done when HAProxy refuses it, whatever else is under way. */
  readonly ended: (id: string) => Promise<void>
  /** To be called twice a second: for as long as it is not, HAProxy asks about every key after two. */
  readonly beat: () => Promise<void>
  /** From now on HAProxy asks about every key. */
  readonly end: () => Promise<void>
}

/** Milliseconds that HAProxy goes on by itself when it hears nothing. */
export const lease = 2000
/** As everywhere: beyond that nothing that was remembered may allow. */
const longestSilence = 1500
const statementsEvery = 20_000
const atOnce = 100

export function edgeDesk(parts: EdgeParts): EdgeDesk {
  const { tell, maps, now } = parts
  /** What HAProxy has, since it has this generation. */
  let generation = ''
  let pushed = new Map<string, KeyEntries>()
  let networks = new Set<string>()
  let statements: { readonly by: ReadonlyMap<string, string>; readonly at: number } = { by: new Map(), at: -Infinity }
  let isDue = true
  const gone = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()
  let syncing: Promise<void> | undefined

  /** One exchange after another: what is composed last is what holds. An answer that is none of `fine` is a fault. */
  function exchange(compose: () => readonly string[], fine: RegExp): Promise<string> {
    const mine = turn.then(async () => {
      const said = await tell(compose())
      const odd = said.split('\n').find((line) => line !== '' && !fine.test(line))
      if (odd !== undefined) throw new RuntimeFault(`HAProxy says: ${odd}`)
      return said
    })
    turn = mine.catch(() => undefined)
    return mine
  }

  const silent = /^$/
  const perhapsGone = /^Key not found\.$/
  const removal = ({ entries }: KeyEntries): readonly string[] => [...entries.keys()].map((key) => `del map ${maps.keys} ${key}`)

  /** All of it anew, where HAProxy is another one than the one that was told. */
  async function begin(): Promise<void> {
    const next = parts.random(12).toString('base64url')
    await exchange(() => [`set map ${maps.lease} alive 0`, `clear map ${maps.keys}`, `clear map ${maps.networks}`], silent)
    pushed = new Map()
    networks = new Set()
    statements = { by: new Map(), at: -Infinity }
    await exchange(() => [`set map ${maps.lease} generation ${next}`], silent)
    generation = next
  }

  async function sync(): Promise<void> {
    isDue = true
    if (!(await isOurs())) await begin()
    isDue = false
    try {
      const table = await parts.table()
      await replace(table)
      await sign()
    } catch (error) {
      isDue = true
      throw error
    }
  }

  async function replace(table: EdgeTable): Promise<void> {
    const wanted = new Map(table.keys.filter(({ entries }) => entries.size > 0).map((key) => [key.id, key]))
    const before = [...pushed.values()].filter((key) => !isSame(key, wanted.get(key.id)))
    for (const some of parted(before)) await exchange(() => some.flatMap(removal), perhapsGone)
    for (const { id } of before) pushed.delete(id)
    const missing = table.networks.filter((network) => !networks.has(network))
    await exchange(() => missing.map((network) => `add map ${maps.networks} ${network} ${network}`), silent)
    for (const network of missing) networks.add(network)
    for (const some of parted([...wanted.values()].filter(({ id }) => !pushed.has(id)))) {
      // noted first: who ends one of them meanwhile has to find it
      for (const key of some) pushed.set(key.id, key)
      await exchange(
        () =>
          some.filter(({ id }) => !gone.has(id)).flatMap(({ entries }) => [...entries].map(([key, value]) => `add map ${maps.keys} ${key} ${value}`)),
        silent,
      )
    }
  }

  async function sign(): Promise<void> {
    const owners = [...new Set([...pushed.values()].map(({ owner }) => owner))]
    const by = await parts.statements(owners)
    const at = now()
    const lines = [...by].flatMap(([name, text]) => {
      const before = statements.by.get(name)
      return before === text ? [] : [`${before === undefined ? 'add' : 'set'} map ${maps.lease} ${name} ${text}`]
    })
    await exchange(() => lines, silent)
    statements = { by: new Map([...statements.by, ...by]), at }
  }

  async function isOurs(): Promise<boolean> {
    if (generation === '') return false
    const said = await exchange(() => [`show map ${maps.lease}`], /./)
    return said.split('\n').some((line) => line.endsWith(` generation ${generation}`))
  }

  /** One at a time; what changes while one is under way is in the next. */
  function changed(): Promise<void> {
    isDue = true
    const mine = (syncing ?? Promise.resolve()).catch(() => undefined).then(() => (isDue ? sync() : undefined))
    syncing = mine
    return mine
  }

  return {
    changed,
    async ended(id) {
      gone.add(id)
      isDue = true
      const key = pushed.get(id)
      if (key !== undefined) await exchange(() => removal(key), perhapsGone)
    },
    async beat() {
      if (parts.age() >= longestSilence) return
      if (isDue || !(await isOurs())) await changed()
      if (now() - statements.at > statementsEvery) await sign()
      if (!isDue) await exchange(() => [`set map ${maps.lease} alive ${now() + lease}`], silent)
    },
    end: async () => {
      await exchange(() => [`set map ${maps.lease} alive 0`], silent)
    },
  }
}

function isSame(one: KeyEntries, other: KeyEntries | undefined): boolean {
  return other !== undefined && one.entries.size === other.entries.size && [...one.entries].every(([key, value]) => other.entries.get(key) === value)
}

function* parted<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += atOnce) yield all.slice(at, at + atOnce)
}
