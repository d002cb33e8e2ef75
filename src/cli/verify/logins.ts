import { RingwallError } from '../../model/error.ts'
import type { Account } from '../../probes/probe.ts'
import type { Io } from '../io.ts'
import { secretFrom } from '../secret-source.ts'

/**
 * Accounts that the user names for questions behind a login: `--login db=reader@app` and `--password db=env:NAME` (or `file:PATH`). A
 * password never stands on the command line, where every user of the machine reads it.
 */
export function readLogins(logins: readonly string[], passwords: readonly string[], io: Io): ReadonlyMap<string, Account> {
  const sources = new Map(passwords.map((text) => pair('--password', text, 'LISTENER=env:NAME or LISTENER=file:PATH')))
  const accounts = new Map(
    logins.map((text) => {
      const [listener, account] = pair('--login', text, 'LISTENER=USER[@DATABASE]')
      const source = sources.get(listener)
      if (source === undefined)
        throw wrong(`--login ${listener}: there is no --password for it`, `add --password ${listener}=env:NAME or ${listener}=file:PATH`)
      const at = account.lastIndexOf('@')
      const [user, database] = at < 1 ? [account, undefined] : [account.slice(0, at), account.slice(at + 1)]
      return [
        listener,
        { user, password: secretFrom(source, `--password ${listener}`, io), ...(database === undefined ? {} : { database }) },
      ] as const
    }),
  )
  const odd = [...sources.keys()].find((listener) => !accounts.has(listener))
  if (odd !== undefined) throw wrong(`--password ${odd}: there is no --login for it`, `add --login ${odd}=USER`)
  return accounts
}

/** The text may hold a password that somebody wrote there by mistake: it is never shown. */
function pair(option: string, text: string, form: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw wrong(`${option}: what is given is not ${form}`, `write ${option} ${form}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

function wrong(message: string, hint: string): RingwallError {
  return new RingwallError('usage', message, { hint })
}
