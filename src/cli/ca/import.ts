import { resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import { createAuthority } from '../../pki/authority.ts'
import { openKey } from '../../pki/encryption.ts'
import { authorityFrom, chainToRoot, unfitAuthority } from '../../pki/existing.ts'
import { certificateBlocks } from '../../pki/pem.ts'
import type { Authority } from '../../pki/types.ts'
import { boundedText } from '../bounded.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import type { CaContext, Options } from './context.ts'
import { dateText, lifeOf, say } from './context.ts'
import { firstPassphrases, folderFor, recordOf } from './init.ts'
import { publishLists } from './lists.ts'
import { daysOption, keyOption } from './numbers.ts'
import { locked } from './passphrase.ts'
import type { AuthorityRecord, CaState } from './state.ts'
import { commit } from './store.ts'

/**
 * `ringwall ca import`: goes on with an authority that is there. A root gets an issuing authority below it where it lets one stand
 * there; one that is below a root, or lets none stand below it, issues itself.
 */
export async function runImport(path: string, options: Options, context: CaContext): Promise<number> {
  const folder = folderFor(path, context)
  const imported = readImported(options, context)
  const name = textOption(options['name']) ?? 'Ringwall'
  const secrets = await firstPassphrases(options, context)
  const revocationUrl = textOption(options['crlUrl'])
  const isRoot = imported.certificate === imported.trust
  const mayHaveBelow = isRoot && imported.pathLength !== 0
  const records: AuthorityRecord[] = [{ ...recordOf('root-1', 'root', imported, 'root-1'), certificate: imported.trust }]
  const open = new Map<string, Authority>()
  const keys: Record<string, string> = {}
  if (mayHaveBelow) {
    open.set('root-1', imported)
    keys['root-1'] = await locked(imported, 'root', secrets, context)
  }
  const issuing = mayHaveBelow ? await below(imported, name, options, context) : imported
  const above = isRoot ? '' : imported.chain.slice(imported.certificate.length)
  records.push(recordOf('issuing-1', 'issuing', issuing, 'root-1', above))
  open.set('issuing-1', issuing)
  keys['issuing-1'] = await locked(issuing, 'issuing', secrets, context)
  const listed = await publishLists(records, open, [], context.now)
  const state: CaState = { schema: 'ringwall.ca/0', name, ...(revocationUrl === undefined ? {} : { revocationUrl }), authorities: listed, issued: [] }
  context.disk.folder(folder, 0o755)
  commit({ folder, shown: path, revision: 0, state }, state, keys, context.disk)
  say(
    context,
    `${path}: ${isRoot ? 'root' : 'issuing authority'} until ${dateText(imported.notAfter)}${mayHaveBelow ? ', a new issuing authority below it' : ''}`,
  )
  if (imported.permitted === undefined) say(context, 'it may name anything: "ringwall ca rotate" to one that may not')
  say(
    context,
    'what it issued before is not known here, and its revocation list begins anew: take over what it had taken back with "ringwall ca revoke"',
  )
  return exit.clean
}

function readImported(options: Options, { io, now }: CaContext): Authority {
  const text = (option: 'certificate' | 'keyFrom', flag: string): string => {
    const file = textOption(options[option])
    if (file === undefined) throw new RingwallError('usage', `${flag}: it is missing`)
    return boundedText(resolve(io.cwd, file), `${flag} ${file}`)
  }
  const blocks = certificateBlocks(text('certificate', '--certificate'))
  const certificate = blocks[0]
  if (certificate === undefined) throw new RingwallError('usage', '--certificate: there is no certificate in PEM in it')
  const source = textOption(options['keyPassphrase'])
  const passphrase = source === undefined ? undefined : secretFrom(source, '--key-passphrase', io)
  const key = openKey(text('keyFrom', '--key-from'), passphrase, '--key-from')
  const unfit = unfitAuthority(certificate, key, now)
  if (unfit.length > 0) throw new RingwallError('usage', `--certificate: it is not one to issue from: ${unfit.join('; ')}`)
  const chain = chainToRoot(certificate, blocks.slice(1))
  return authorityFrom({ certificate, key, above: chain.slice(1, -1).join(''), trust: chain.at(-1)! })
}

async function below(root: Authority, name: string, options: Options, { now, random }: CaContext): Promise<Authority> {
  const life = lifeOf(now, daysOption(options, 'issuingDays', '--issuing-days'), root.notAfter)
  const revocationUrl = textOption(options['crlUrl'])
  return createAuthority({ name: `${name} issuing 1`, key: keyOption(options), issuer: root, revocationUrl, ...life }, random)
}
