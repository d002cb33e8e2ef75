import type { HalfWay, NotRecognised, Recognised } from '../types.ts'
import { changed, passkeysOf, recognised, wrong } from './account.ts'
import { askingOptions, provenPasskey } from './passkeys.ts'
import { recoveryHash } from './recovery.ts'
import type { LocalSettings } from './settings.ts'
import { partyOf, standing } from './standing.ts'
import { endOf, stepOf } from './totp.ts'

/** How somebody showed that they are who knew the password. */
export interface Proven {
  readonly person: Recognised
  readonly how: 'totp' | 'webauthn' | 'recovery-code'
}

type Half = Pick<HalfWay, 'account' | 'mark'>

/** The second half of a log-in. What rejects is a refusal. */
export interface SecondFactor {
  /** What the browser is asked, where a key of this host is there; undefined where none is. @param challenge 32 bytes in base64url, for this one time */
  readonly ask: (half: Half, host: string, challenge: string) => Promise<object | undefined>
  /** By a one-time password or a recovery code, as it was typed. */
  readonly byCode: (half: Half, typed: string) => Promise<Proven | NotRecognised>
  readonly byPasskey: (half: Half, host: string, challenge: string, answer: string) => Promise<Proven | NotRecognised>
}

const over = wrong('the account was changed meanwhile')
/** Milliseconds for which a challenge is remembered: longer than the log-in that it is of. */
const challengeLife = 900_000

export function secondFactor(settings: LocalSettings): SecondFactor {
  const { store, secrets, once, now } = settings
  return {
    ask: async (half, host, challenge) => {
      const account = await standing(half, settings)
      const party = partyOf(host, settings)
      const keys = account === undefined ? [] : passkeysOf(account).filter(({ domain }) => domain === party.domain)
      return keys.length === 0 ? undefined : askingOptions(party, keys, challenge)
    },
    byCode: async (half, typed) => {
      const account = await standing(half, settings)
      if (account === undefined) return over
      const code = typed.replaceAll(/\s/g, '')
      const person = recognised(account, true)
      if (/^\d{6}$/.test(code)) {
        if (account.oneTime === undefined) return wrong('no one-time passwords')
        const step = stepOf(secrets.open(account.name, account.oneTime), code, now())
        if (step === undefined) return wrong('the one-time password')
        // by its step: however it is written, it counts once
        const isNew = await once.first(`totp:${account.name}#${step}`, endOf(step))
        return isNew ? { person, how: 'totp' } : wrong('a one-time password that was used')
      }
      const hash = recoveryHash(typed)
      if (hash === undefined || !account.recovery.includes(hash)) return wrong('the recovery code')
      await store.change(changed(account, { recovery: account.recovery.filter((one) => one !== hash) }))
      return { person, how: 'recovery-code' }
    },
    byPasskey: async (half, host, challenge, answer) => {
      const account = await standing(half, settings)
      if (account === undefined) return over
      let proven
      try {
        proven = await provenPasskey(partyOf(host, settings), passkeysOf(account), challenge, answer)
      } catch {
        return wrong('the passkey')
      }
      if (!(await once.first(`passkey:${challenge}`, now() + challengeLife))) return wrong('an answer that was here before')
      const passkeys = passkeysOf(account).map((key) => (key.id === proven.id ? proven : key))
      if (proven.counter > 0) await store.change(changed(account, { passkeys: passkeys.map((key) => ({ ...key })) }))
      return { person: recognised(account, true), how: 'webauthn' }
    },
  }
}
