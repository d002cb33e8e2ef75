import type { Awaitable } from '../decide/awaitable.ts'
import { after } from '../decide/awaitable.ts'
import type { Knowledge } from '../decide/ports.ts'
import type { KnownPerson, Sessions } from '../people/sessions.ts'
import { referenceHash } from '../people/sessions.ts'
import type { EpochState } from '../state/types.ts'
import { remembered } from './remembered.ts'

/** Whose session it is, by what is remembered of it: for as long as `known` says, and not beyond the epoch. Nobody's reference is kept. */
export function knownPeople(
  known: Sessions['known'],
  epoch: Pick<EpochState, 'watch' | 'age' | 'isBehind'>,
  now: () => number,
): { readonly session: Knowledge['session']; readonly end: () => void } {
  const { find, end } = remembered(
    async (key) => {
      const [hashed = '', host = ''] = key.split(' ')
      return known(hashed, host)
    },
    epoch,
    ({ from, until }) => {
      const moment = now()
      return from <= moment && moment < until
    },
  )
  const session = (reference: string, host: string): Awaitable<KnownPerson | undefined> => find(`${referenceHash(reference)} ${host}`)
  return { session: (reference, host) => after(session(reference, host), (one) => one?.person), end }
}
