import type { Account, Cleared, Login, Target, TryLogin } from '../probes/probe.ts'
import type { Order, Rotation, Said } from './rotation.ts'

/** The door of a running server, and who may change what opens it. */
export interface Door {
  readonly target: Target
  /** Means that the gate has let through for secrets. */
  readonly asking: Cleared
  readonly tryLogin: TryLogin
  readonly rotation: Rotation
  /** Whole name of the account. */
  readonly user: string
  /** Accounts that are asked where the account may not change itself. */
  readonly others: readonly Account[]
}

export interface Values {
  readonly old: string
  readonly next: string
}

/** What is wrong, in clauses for people; empty where everything is as it is to be. */
export type Trouble = readonly string[]

/** The server takes the next password. */
export async function accept(door: Door, { old, next }: Values): Promise<Trouble> {
  if ((await tried(door, next)) === 'accepted') return []
  return told(door, [{ user: door.user, password: old }, ...door.others], { password: next, old }, door.rotation.take)
}

/** The server takes the next password alone. Nothing is taken away before the next one lets the account in. */
export async function forget(door: Door, { old, next }: Values): Promise<Trouble> {
  const { forget: order } = door.rotation
  if (order === undefined) return []
  if ((await tried(door, next)) !== 'accepted') return [`${door.target.id} does not take the new password: the old one stays`]
  return told(door, [{ user: door.user, password: next }, ...door.others], { password: next, old }, order)
}

/** Held against the server: a made-up password must be refused, or no answer means anything. */
export async function prove(
  door: Door,
  { old, next }: Values,
  expected: { readonly old?: 'accepted' | 'refused'; readonly next: 'accepted' | 'refused' },
): Promise<Trouble> {
  const wrong: string[] = []
  const check = async (what: string, password: string, wanted: 'accepted' | 'refused' | undefined): Promise<void> => {
    if (wanted === undefined) return
    const got = await tried(door, password)
    if (got !== wanted)
      wrong.push(`${door.target.id}: ${what} is ${typeof got === 'string' ? got : `not proven (${got.unproven})`}, and was to be ${wanted}`)
  }
  await check('a made-up password', door.asking.random(24), 'refused')
  await check('the new password', next, expected.next)
  await check('the old password', old, expected.old)
  return wrong
}

function tried({ target, asking, tryLogin, user }: Door, password: string): Promise<Login> {
  return tryLogin(target, asking, user, password)
}

/** One after another is asked to say it, until one may. */
async function told(
  { target, asking, user }: Door,
  accounts: readonly Pick<Account, 'user' | 'password'>[],
  values: Pick<Order, 'password' | 'old'>,
  order: Rotation['take'],
): Promise<Trouble> {
  const why: string[] = []
  for (const as of accounts) {
    const said: Said = await order(target, asking, { ...values, as, user })
    if (said === 'done') return []
    why.push(`${as.user === user ? 'the account itself' : 'another account'}: ${said.cannot}`)
  }
  return [`${target.id} was not told (${why.join('; ')})`]
}
