import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import { createAuthority } from '../../pki/authority.ts'
import type { Authority } from '../../pki/types.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import type { CaContext, Options } from './context.ts'
import { dateText, lifeOf, say } from './context.ts'
import { publishLists } from './lists.ts'
import { daysOption, keyOption, permittedOption } from './numbers.ts'
import { locked, checkNew, passphrases } from './passphrase.ts'
import type { AuthorityRecord, CaState } from './state.ts'
import { commit, holdsAuthority } from './store.ts'

/** `ringwall ca init`: a root and an issuing authority below it, encrypted, in a folder of their own. */
export async function runInit(path: string, options: Options, context: CaContext): Promise<number> {
  const folder = folderFor(path, context)
  const permitted = permittedOption(options)
  const key = keyOption(options)
  const name = textOption(options['name']) ?? 'Ringwall'
  const revocationUrl = textOption(options['crlUrl'])
  const secrets = await firstPassphrases(options, context)
  const life = lifeOf(context.now, daysOption(options, 'rootDays', '--root-days'))
  const root = await createAuthority({ name: `${name} root 1`, permitted, key, ...life }, context.random)
  const below = lifeOf(context.now, daysOption(options, 'issuingDays', '--issuing-days'), root.notAfter)
  const issuing = await createAuthority({ name: `${name} issuing 1`, key, issuer: root, revocationUrl, ...below }, context.random)
  const records = [recordOf('root-1', 'root', root, 'root-1'), recordOf('issuing-1', 'issuing', issuing, 'root-1')]
  const state: CaState = {
    schema: 'ringwall.ca/0',
    name,
    ...(revocationUrl === undefined ? {} : { revocationUrl }),
    authorities: await publishLists(
      records,
      new Map([
        [records[0]!.id, root],
        [records[1]!.id, issuing],
      ]),
      [],
      context.now,
    ),
    issued: [],
  }
  const keys = { 'root-1': await locked(root, 'root', secrets, context), 'issuing-1': await locked(issuing, 'issuing', secrets, context) }
  context.disk.folder(folder, 0o755)
  commit({ folder, shown: path, revision: 0, state }, state, keys, context.disk)
  say(context, `${path}: root until ${dateText(root.notAfter)}, issuing authority until ${dateText(issuing.notAfter)}`)
  say(context, `clients trust ${path}/trust.pem; keep a copy of ${path}/keys and of the passphrase where nobody else comes`)
  return exit.clean
}

export function folderFor(path: string, { io }: CaContext): string {
  const folder = resolve(io.cwd, path)
  if (holdsAuthority(folder))
    throw new RingwallError('usage', `${path}: there is an authority already`, {
      hint: 'take another folder, or "ringwall ca rotate" for a new root',
    })
  return folder
}

/** The passphrases that keys get: with `--new-key-file` random ones that nobody types, in a file of their own. */
export async function firstPassphrases(options: Options, context: CaContext): Promise<ReturnType<typeof passphrases>> {
  const file = textOption(options['newKeyFile'])
  if (file !== undefined) {
    if (options['passphrase'] !== undefined) throw new RingwallError('usage', '--new-key-file: there is a --passphrase too')
    const made = randomBytes(32).toString('base64url')
    try {
      context.disk.create(resolve(context.io.cwd, file), `${made}\n`, 0o600)
    } catch (cause) {
      throw new RingwallError('unwritable', `--new-key-file ${file}: it cannot be made, or is there already`, { cause })
    }
    return { of: () => Promise.resolve(made) }
  }
  const secrets = passphrases(options, context)
  await checkNew('issuing', secrets, options, context)
  if (options['rootPassphrase'] !== undefined) await checkNew('root', secrets, options, context)
  return secrets
}

export function recordOf(id: string, role: AuthorityRecord['role'], made: Authority, root: string, above = ''): AuthorityRecord {
  return { id, role, phase: 'current', root, certificate: made.certificate, above }
}
