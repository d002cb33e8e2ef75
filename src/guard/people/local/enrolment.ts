import type { AccountRecord } from '../../state/types.ts'
import type { HalfWay, NotRecognised, Recognised } from '../types.ts'
import { changed, hasSecondFactor, passkeysOf, recognised, wrong } from './account.ts'
import { createdPasskey, creationOptions } from './passkeys.ts'
import { newRecoveryCodes } from './recovery.ts'
import type { LocalSettings } from './settings.ts'
import { partyOf, standing } from './standing.ts'
import { endOf, keyUri, secretLength, stepOf } from './totp.ts'

export interface Enrolled {
  readonly person: Recognised
  /** To be shown once; none where there are some already. */
  readonly recovery: readonly string[]
}

/** Somebody who knows the password, and whether there has to be no second factor yet: who has one shows it first. */
export type Enrolling = Pick<HalfWay, 'account' | 'mark'> & { readonly isFirst: boolean }

/** Gives an account a second factor. What rejects is a refusal. */
export interface Enrolment {
  /** A secret for one-time passwords, in base64url; the browser keeps it until it is confirmed. */
  readonly newSecret: () => string
  /** The secret as authenticator apps take it. */
  readonly uri: (account: string, secret: string) => string
  /** What the browser is asked to make; undefined where this account may get no more. */
  readonly ask: (who: Enrolling, host: string, challenge: string) => Promise<object | undefined>
  readonly byApp: (who: Enrolling, secret: string, code: string) => Promise<Enrolled | NotRecognised>
  readonly byPasskey: (who: Enrolling, host: string, challenge: string, answer: string, name: string) => Promise<Enrolled | NotRecognised>
}

const mostPasskeys = 10

export function enrolment(settings: LocalSettings): Enrolment {
  const { secrets, once, random, now, name } = settings
  return {
    newSecret: () => random(secretLength).toString('base64url'),
    uri: (account, secret) => keyUri(Buffer.from(secret, 'base64url'), name, account),
    ask: async (who, host, challenge) => {
      const account = await allowed(who, settings)
      if (account === undefined || account.passkeys.length >= mostPasskeys) return undefined
      return creationOptions(partyOf(host, settings), account.name, passkeysOf(account), challenge)
    },
    byApp: async (who, secret, typed) => {
      const account = await allowed(who, settings)
      if (account === undefined) return wrong('the account was changed meanwhile')
      const bytes = Buffer.from(secret, 'base64url')
      const step = stepOf(bytes, typed.replaceAll(/\s/g, ''), now())
      if (step === undefined) return wrong('the one-time password')
      await once.first(`totp:${account.name}#${step}`, endOf(step))
      return kept(account, { oneTime: secrets.seal(account.name, bytes) }, settings)
    },
    byPasskey: async (who, host, challenge, answer, called) => {
      const account = await allowed(who, settings)
      if (account === undefined || account.passkeys.length >= mostPasskeys) return wrong('the account was changed meanwhile')
      const label = called
        .replaceAll(/\p{Cc}/gu, '')
        .trim()
        .slice(0, 60)
      let made
      try {
        made = await createdPasskey(partyOf(host, settings), challenge, answer, { name: label === '' ? 'passkey' : label, created: now() })
      } catch {
        return wrong('the passkey')
      }
      return kept(account, { passkeys: [...account.passkeys, { ...made }] }, settings)
    },
  }
}

async function allowed(who: Enrolling, settings: LocalSettings): Promise<AccountRecord | undefined> {
  const account = await standing(who, settings)
  return account !== undefined && who.isFirst && hasSecondFactor(account) ? undefined : account
}

async function kept(account: AccountRecord, change: Partial<AccountRecord>, { store, random, telling }: LocalSettings): Promise<Enrolled> {
  const codes = account.recovery.length === 0 ? newRecoveryCodes(random) : undefined
  await telling(account.name, 'second-factor')
  await store.change(changed(account, codes === undefined ? change : { ...change, recovery: codes.hashes }))
  return { person: recognised(account, true), recovery: codes?.texts ?? [] }
}
