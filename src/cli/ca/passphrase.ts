import { RingwallError } from '../../model/error.ts'
import { encryptedPem, openKey } from '../../pki/encryption.ts'
import { authorityFrom } from '../../pki/existing.ts'
import type { Authority } from '../../pki/types.ts'
import { textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import type { CaContext, Options } from './context.ts'
import { existsSync, readFileSync } from 'node:fs'
import type { AuthorityRecord } from './state.ts'
import { aboveOf, byId } from './state.ts'
import type { Store } from './store.ts'
import { keyPath } from './store.ts'

/** Characters that a passphrase has at least; a key file is made longer. */
const shortest = 12

/** Passphrases of the keys, each read when it is needed first. */
export interface Passphrases {
  readonly of: (role: AuthorityRecord['role']) => Promise<string>
}

export function passphrases(options: Options, context: CaContext): Passphrases {
  const known = new Map<string, Promise<string>>()
  return {
    of(role) {
      const option = optionOf(role, options)
      const found = known.get(option) ?? read(option, textOption(options[option === 'passphrase' ? option : 'rootPassphrase']), context)
      known.set(option, found)
      return found
    },
  }
}

async function read(option: string, source: string | undefined, { io, ask }: CaContext): Promise<string> {
  if (source !== undefined && source !== 'prompt') return secretFrom(source, `--${option}`, io)
  if (ask === undefined)
    throw new RingwallError('usage', `--${option}: there is no terminal to ask at`, { hint: `--${option} env:NAME or file:PATH` })
  return ask(`Passphrase of the keys (--${option}): `)
}

/** Refuses a passphrase for new keys that is too short, or that is typed in another way the second time. */
export async function checkNew(role: 'root' | 'issuing', secrets: Passphrases, options: Options, { ask }: CaContext): Promise<void> {
  const found = await secrets.of(role)
  if (found.length < shortest)
    throw new RingwallError('usage', `the passphrase has less than ${shortest} characters: who gets the file tries all of them`, {
      hint: '--new-key-file PATH makes a random one',
    })
  const source = textOption(options[optionOf(role, options) === 'passphrase' ? 'passphrase' : 'rootPassphrase'])
  if ((source === undefined || source === 'prompt') && ask !== undefined && (await ask('The same once more: ')) !== found)
    throw new RingwallError('usage', 'the two passphrases are not the same')
}

function optionOf(role: AuthorityRecord['role'], options: Options): 'passphrase' | 'root-passphrase' {
  return role === 'root' && options['rootPassphrase'] !== undefined ? 'root-passphrase' : 'passphrase'
}

/** An authority of the store, with its key opened. */
export async function unlocked(store: Store, record: AuthorityRecord, secrets: Passphrases): Promise<Authority> {
  const path = keyPath(store.folder, record.id)
  const where = `${store.shown}/keys/${record.id}.key`
  if (!existsSync(path))
    throw new RingwallError('no-such-path', `${where}: the key is not there`, { hint: 'put it back for this, it is kept elsewhere' })
  const key = openKey(readFileSync(path, 'utf8'), await secrets.of(record.role), where)
  const trust = byId(store.state, record.root).certificate
  return authorityFrom({ certificate: record.certificate, key, above: aboveOf(store.state, record), trust })
}

export async function locked(authority: Authority, role: AuthorityRecord['role'], secrets: Passphrases, context: CaContext): Promise<string> {
  return encryptedPem(authority.key, await secrets.of(role), context.random, context.rounds)
}
