import type { AccountRecord } from '../../state/types.ts'
import type { LookUp, NotRecognised, PasswordLogIn } from '../types.ts'
import { nameTyped, recognised, wrong } from './account.ts'
import type { Enrolment } from './enrolment.ts'
import { enrolment } from './enrolment.ts'
import type { OwnAccount } from './own.ts'
import { ownAccount } from './own.ts'
import type { SecondFactor } from './second-factor.ts'
import { secondFactor } from './second-factor.ts'
import type { LocalSettings } from './settings.ts'
import { nextFor } from './standing.ts'

/** Accounts of the guard's own. */
export interface LocalAccounts {
  readonly logIn: PasswordLogIn
  readonly lookUp: LookUp
  readonly second: SecondFactor
  readonly enrolment: Enrolment
  readonly own: OwnAccount
}

const longestPassword = 1024

export function localAccounts(settings: LocalSettings): LocalAccounts {
  const { store, hashing, random } = settings
  // compared with what is typed for a name that nobody has: as much work as for one that somebody has
  const nobody = hashing.hash(random(32).toString('base64url'))
  nobody.catch(() => undefined)
  const known = async (name: string, password: string): Promise<AccountRecord | NotRecognised> => {
    if (password === '' || Buffer.byteLength(password) > longestPassword) return wrong('a password that nobody has')
    try {
      const typed = nameTyped(name)
      const account = typed === undefined ? undefined : await store.find(typed)
      const isRight = await hashing.verify(account?.password ?? (await nobody), password)
      if (account === undefined) return wrong('no such account')
      if (!isRight) return wrong('the password')
      return account.disabled ? wrong('the account is disabled') : account
    } catch (error) {
      return { refused: 'unavailable', detail: error instanceof Error ? error.constructor.name : 'unknown' }
    }
  }
  return {
    logIn: async (name, password) => {
      const account = await known(name, password)
      return 'refused' in account ? account : nextFor(account, settings)
    },
    lookUp: async (id) => {
      try {
        const account = await store.find(id.slice('local:'.length))
        return account === undefined || account.disabled ? 'gone' : recognised(account, false)
      } catch {
        return 'unavailable'
      }
    },
    second: secondFactor(settings),
    enrolment: enrolment(settings),
    own: ownAccount(settings, known),
  }
}
