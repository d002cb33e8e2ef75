import type { Conversation } from '../../wire/conversation.ts'
import type { PostgresStart } from '../../wire/postgres/start.ts'
import { leave, startPostgres } from '../../wire/postgres/start.ts'
import type { Asking, Target } from '../probe.ts'

/** An account and a database that a client names first: the access rules are chosen by both. */
export interface Door {
  readonly user: string
  readonly database: string
  /** `app`, `a made-up account`: as people read it. */
  readonly shown: string
  /** Nobody has this name. */
  readonly madeUp: boolean
}

export interface DoorAnswer {
  readonly door: Door
  readonly over: 'plaintext' | 'tls'
  readonly start: PostgresStart
}

/** Accounts of clients that are asked for, at most. */
const mostUsers = 3

/** The doors that are knocked at: accounts of clients, the superuser of every installation, and a name that nobody has. */
export function doorsOf({ users }: Pick<Target, 'users'>, random: Asking['random']): readonly Door[] {
  const nobody = `ringwall-${random(8)}`
  const known = users.filter((user) => user !== 'postgres' && user !== '' && !user.includes('\0')).slice(0, mostUsers)
  return [
    ...known.flatMap((user) => [
      { user, database: user, shown: user, madeUp: false },
      { user, database: 'postgres', shown: user, madeUp: false },
    ]),
    { user: 'postgres', database: 'postgres', shown: 'postgres', madeUp: false },
    { user: nobody, database: 'postgres', shown: 'a made-up account', madeUp: true },
  ]
}

/** Knocks, and ends in order. The caller ends the conversation. */
export async function knock(talk: Conversation, { user, database, shown }: Door): Promise<PostgresStart> {
  const start = await startPostgres(talk, user, database, shown)
  if (start.kind === 'in' && start.code === undefined) leave(talk)
  return start
}
