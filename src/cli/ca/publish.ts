import { existsSync } from 'node:fs'
import { RingwallError } from '../../model/error.ts'
import type { Authority } from '../../pki/types.ts'
import type { CaContext } from './context.ts'
import { isBehind, needsList, publishLists } from './lists.ts'
import type { Passphrases } from './passphrase.ts'
import { unlocked } from './passphrase.ts'
import type { CaState } from './state.ts'
import type { Store } from './store.ts'
import { commit, keyPath } from './store.ts'

/**
 * Commits a state with the lists that it needs, in one step. The key of a root may be kept elsewhere: without it the root's list stays as
 * it is, unless something is to be put on it.
 */
export async function commitWithLists(store: Store, state: CaState, secrets: Passphrases, context: CaContext, all: boolean): Promise<Store> {
  const open = new Map<string, Authority>()
  for (const record of state.authorities.filter(({ role, phase }) => role !== 'external' && phase !== 'dropped')) {
    const isThere = existsSync(keyPath(store.folder, record.id))
    if (isThere && (all || record.role === 'issuing' || needsList(record, state.authorities, state.issued, context.now)))
      open.set(record.id, await unlocked({ ...store, state }, record, secrets))
    else if (!isThere && isBehind(record, state.authorities, state.issued))
      throw new RingwallError(
        'no-such-path',
        `${store.shown}/keys/${record.id}.key: the key is not there, and the list of ${record.id} has to change`,
        {
          hint: 'put it back for this, it is kept elsewhere',
        },
      )
  }
  return commit(store, { ...state, authorities: await publishLists(state.authorities, open, state.issued, context.now) }, {}, context.disk)
}

/** Whether a list is due that can be signed here. */
export function listsAreDue({ folder, state }: Store, now: Date): boolean {
  return state.authorities.some(
    (record) =>
      record.role !== 'external' &&
      record.phase !== 'dropped' &&
      existsSync(keyPath(folder, record.id)) &&
      needsList(record, state.authorities, state.issued, now),
  )
}
