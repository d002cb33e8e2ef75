import { RingwallError } from '../../model/error.ts'
import type { KeyKind, Permitted } from '../../pki/types.ts'
import { choice, listOption, textOption } from '../options.ts'
import type { Options } from './context.ts'

/** A number of days, from 1 to a hundred years. */
export function daysOption(options: Options, key: string, flag: string): number {
  const text = String(options[key])
  const days = Number(text)
  if (!/^\d{1,5}$/.test(text) || days < 1 || days > 36_500)
    throw new RingwallError('usage', `${flag}: "${text}" is no number of days from 1 to 36500`)
  return days
}

export function keyOption(options: Options): KeyKind {
  return choice('--key', options['key'] ?? 'p256', ['p256', 'p384', 'rsa3072', 'rsa4096'])
}

/** What the authority may name; undefined is anything, and is asked for by its name. */
export function permittedOption(options: Options): Permitted | undefined {
  const permitted = {
    dns: listOption(options['permitDns']),
    networks: listOption(options['permitIp']),
    trustDomains: listOption(options['permitSpiffe']).map((each) => each.replace(/^spiffe:\/\//, '').replace(/\/$/, '')),
  }
  const isEmpty = Object.values(permitted).every((each) => each.length === 0)
  if (options['unconstrained'] === true) {
    if (!isEmpty) throw new RingwallError('usage', '--unconstrained: it may name anything, or what --permit-... says, not both')
    return undefined
  }
  if (isEmpty)
    throw new RingwallError('usage', 'nothing says what the authority may name: who steals its key could be any server of the world', {
      hint: '--permit-dns internal.example --permit-ip 10.0.0.0/8 --permit-spiffe example.org, as many as needed; --unconstrained for anything',
    })
  return permitted
}

/** `UID` or `UID:GID`, as numbers: names are those of another machine, or of an image. */
export function ownerOption(options: Options): string | undefined {
  const text = textOption(options['owner'])
  if (text !== undefined && !/^\d{1,10}(?::\d{1,10})?$/.test(text))
    throw new RingwallError('usage', `--owner: "${text}" is not UID or UID:GID, as numbers`)
  return text
}
