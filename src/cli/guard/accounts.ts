import { readFileSync } from 'node:fs'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import { documentAt } from './document.ts'
import { ask } from './speak.ts'

type Options = Readonly<Record<string, unknown>>

interface Account {
  readonly name: string
  readonly groups: readonly string[]
  readonly disabled: boolean
  readonly created: number
  readonly app: boolean
  readonly passkeys: number
  readonly invitedUntil?: number
}

interface Made {
  readonly name: string
  readonly invitation?: string
  readonly until?: number
  readonly hosts: readonly string[]
}

/** `ringwall guard accounts list`. */
export async function runAccountList(options: Options, io: Io): Promise<number> {
  const accounts = (await ask(options, io, 'GET', '/accounts')) as readonly Account[]
  for (const { name, groups, disabled, created, app, passkeys, invitedUntil } of accounts) {
    const factors = [...(app ? ['app'] : []), ...(passkeys === 0 ? [] : [passkeys === 1 ? 'one passkey' : `${passkeys} passkeys`])]
    const state = disabled ? 'disabled' : invitedUntil === undefined ? 'in force' : `invited until ${dateOf(invitedUntil)}`
    const second = factors.length === 0 ? 'no second factor' : factors.join(' and ')
    io.stdout.write(`${[name, state, second, ...groups.map((group) => `local:${group}`), `since ${dateOf(created)}`].join('  ')}\n`)
  }
  if (accounts.length === 0) io.stdout.write('no accounts\n')
  return exit.clean
}

/** `ringwall guard accounts add NAME`: prints an invitation, once, or takes the first password by its source. */
export async function runAccountAdd(name: string, options: Options, io: Io): Promise<number> {
  const source = textOption(options['password'])
  const groups = Array.isArray(options['group']) ? options['group'].map(String) : []
  const password = source === undefined ? {} : { password: source === '-' ? fromInput() : secretFrom(source, '--password', io) }
  return shownOnce((await ask(options, io, 'POST', '/accounts', { name, groups, ...password })) as Made, options, io)
}

export async function runAccountReset(name: string, options: Options, io: Io): Promise<number> {
  return shownOnce((await ask(options, io, 'POST', `/accounts/${encodeURIComponent(name)}/reset`, {})) as Made, options, io)
}

export async function runAccountState(name: string, change: 'disable' | 'enable', options: Options, io: Io): Promise<number> {
  await ask(options, io, 'POST', `/accounts/${encodeURIComponent(name)}/${change}`, {})
  io.stdout.write(`${name} is ${change}d\n`)
  return exit.clean
}

/** One line of standard input. */
function fromInput(): string {
  const text = readFileSync(0, 'utf8').replace(/\r?\n$/, '')
  if (text !== '' && !/[\r\n]/.test(text)) return text
  throw new RingwallError('usage', '--password -: one line of standard input is the password', {
    hint: 'printf %s "$PASSWORD" | ringwall guard accounts add',
  })
}

/** The invitation alone on standard output; behind `#` it is in no server's log. */
function shownOnce({ name, invitation, until = 0, hosts }: Made, options: Options, io: Io): number {
  if (invitation === undefined) {
    io.stderr.write(`${name} logs in with this password\n`)
    return exit.clean
  }
  const { settings } = documentAt(textOption(options['file']) ?? 'guard.yaml', io)
  const port = settings.listen.https === 443 ? '' : `:${settings.listen.https}`
  io.stderr.write(`${name} chooses a password there until ${dateOf(until)}; it is shown this once\n`)
  io.stdout.write(`https://${hosts[0] ?? 'localhost'}${port}/.guard/invitation#${encodeURIComponent(invitation)}\n`)
  return exit.clean
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}
