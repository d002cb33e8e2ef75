import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import type { Account } from '../../probes/probe.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'

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
      return [listener, { user, password: secret(listener, source, io), ...(database === undefined ? {} : { database }) }] as const
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

function secret(listener: string, source: string, io: Io): string {
  const where = `--password ${listener}`
  const [, kind, name = ''] = /^(env|file):(.+)$/s.exec(source) ?? []
  if (kind === undefined)
    throw wrong(
      `${where}: a password is named by its source, env:NAME or file:PATH`,
      'what stands on a command line is read by every user of the machine',
    )
  const value = kind === 'env' ? io.env[name] : contents(name, where, io.cwd)
  if (value === undefined || value === '')
    throw wrong(`${where}: ${kind === 'env' ? `the variable ${name}` : name} holds nothing`, 'put the password there')
  return value
}

function contents(name: string, where: string, cwd: string): string {
  const path = resolve(cwd, name)
  const text = boundedText(path, `${where}=file:${name}`)
  if ((statSync(path).mode & 0o077) !== 0) throw wrong(`${where}: others may read ${name}`, `chmod 600 ${name}`)
  return text.replace(/\r?\n$/, '')
}

function wrong(message: string, hint: string): RingwallError {
  return new RingwallError('usage', message, { hint })
}
