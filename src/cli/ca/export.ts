import { join, resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { RingwallError } from '../../model/error.ts'
import { createAuthority } from '../../pki/authority.ts'
import { notPermitted } from '../../pki/names.ts'
import type { Authority } from '../../pki/types.ts'
import { exit } from '../io.ts'
import { choice, listOption, textOption } from '../options.ts'
import type { CaContext, Options } from './context.ts'
import { dateText, lifeOf, say, storeOf } from './context.ts'
import { recordOf } from './init.ts'
import { daysOption, keyOption } from './numbers.ts'
import { locked, passphrases, unlocked } from './passphrase.ts'
import { byId, changed, issuingOf, nextId, rootsOf } from './state.ts'
import type { Store } from './store.ts'
import { commit } from './store.ts'

/** A file of an export. */
interface Exported {
  readonly path: string
  readonly text: string
  readonly isSecret: boolean
}

/**
 * `ringwall ca export`: an authority of its own for another issuer, below the same root. Its key is not the one that issues here: what
 * the other one signs is told apart, and can be taken back alone.
 */
export async function runExport(options: Options, context: CaContext): Promise<number> {
  const to = choice('--for', options['for'], ['step-ca', 'cert-manager'])
  const store = storeOf(options, context)
  const out = textOption(options['out']) ?? to
  const folder = resolve(context.io.cwd, out)
  if (existsSync(folder)) throw new RingwallError('usage', `${out}: it is there already`, { hint: 'name a folder that is not there yet with --out' })
  const { state } = store
  const secrets = passphrases(options, context)
  const root = await unlocked(store, byId(state, issuingOf(state).root), secrets)
  checkOwnNames(options, root)
  const id = nextId(state, to)
  const life = lifeOf(context.now, daysOption(options, 'issuingDays', '--issuing-days'), root.notAfter)
  const made = await createAuthority({ name: `${state.name} ${id}`, key: keyOption(options), issuer: root, ...life }, context.random)
  const encrypted = await locked(made, 'external', secrets, context)
  const files = to === 'step-ca' ? stepFiles(made, encrypted, options, store) : certManagerFiles(made, options)
  const record = { ...recordOf(id, 'external', made, issuingOf(state).root), phase: 'current' as const }
  commit(store, changed(state, [record]), {}, context.disk)
  for (const { path, text, isSecret } of files) {
    context.disk.folder(join(folder, path, '..'), 0o755)
    context.disk.create(join(folder, path), text, isSecret ? 0o600 : 0o644)
    say(context, `wrote ${out}/${path}${isSecret ? ' (secret)' : ''}`)
  }
  say(context, `${id} until ${dateText(made.notAfter)}; "ringwall ca revoke ${id}" takes it back`)
  if (to === 'cert-manager') say(context, `${out}/secret.yaml holds the key in clear, as cert-manager reads it: apply it, then delete the file`)
  return exit.clean
}

/** step-ca gives itself a certificate for these names: one that its authority may not name would be refused by its clients. */
function checkOwnNames(options: Options, root: Authority): void {
  const dns = listOption(options['dns'])
  if (options['for'] === 'step-ca' && dns.length === 0)
    throw new RingwallError('usage', 'the name that step-ca is reached by is missing', { hint: '--dns step-ca.internal.example' })
  const refused = root.permitted === undefined ? [] : notPermitted({ dns }, root.permitted)
  if (refused.length > 0) throw new RingwallError('usage', `the authority may not name ${refused.join(', ')}`)
}

/**
 * The files as `step ca init` lays them out, in the container image below /home/step (smallstep/certificates, authority/config/config.go:
 * root is one path or a list; the address needs a port; the key may be encrypted with PBES2, pemutil/pkcs8.go).
 */
function stepFiles(made: Authority, encrypted: string, options: Options, store: Store): readonly Exported[] {
  const home = textOption(options['home']) ?? '/home/step'
  const own = byId(store.state, issuingOf(store.state).root)
  const others = rootsOf(store.state).filter(({ id }) => id !== own.id)
  const config = {
    root: `${home}/certs/root_ca.crt`,
    federatedRoots: others.map(({ id }) => `${home}/certs/${id}.crt`),
    crt: `${home}/certs/intermediate_ca.crt`,
    key: `${home}/secrets/intermediate_ca_key`,
    address: ':9000',
    dnsNames: listOption(options['dns']),
    logger: { format: 'text' },
    db: { type: 'badgerv2', dataSource: `${home}/db` },
    authority: { provisioners: [{ type: 'ACME', name: 'acme' }] },
  }
  return [
    { path: 'certs/root_ca.crt', text: own.certificate, isSecret: false },
    ...others.map(({ id, certificate }) => ({ path: `certs/${id}.crt`, text: certificate, isSecret: false })),
    { path: 'certs/intermediate_ca.crt', text: made.certificate, isSecret: false },
    { path: 'secrets/intermediate_ca_key', text: encrypted, isSecret: true },
    { path: 'config/ca.json', text: `${JSON.stringify(config, undefined, 2)}\n`, isSecret: false },
  ]
}

/**
 * The Secret and the issuer that cert-manager reads (its documentation, configuration, CA): `tls.crt` is the chain up to and with the
 * root, so that `ca.crt` of what it issues is the root; the key is in clear, as it cannot open another.
 */
function certManagerFiles(made: Authority, options: Options): readonly Exported[] {
  const namespace = kubernetesName(options, 'namespace', 'cert-manager')
  const name = kubernetesName(options, 'issuerName', 'ringwall')
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const key = String(made.key.export({ type: 'pkcs8', format: 'pem' }))
  const secret = [
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    `  name: ${name}-ca`,
    `  namespace: ${namespace}`,
    'type: kubernetes.io/tls',
    'data:',
    `  tls.crt: ${base64(`${made.certificate}${made.trust}`)}`,
    `  tls.key: ${base64(key)}`,
    `  ca.crt: ${base64(made.trust)}`,
    '',
  ]
  const issuer = [
    'apiVersion: cert-manager.io/v1',
    'kind: ClusterIssuer',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  ca:',
    `    secretName: ${name}-ca`,
    '',
  ]
  return [
    { path: 'secret.yaml', text: secret.join('\n'), isSecret: true },
    { path: 'issuer.yaml', text: issuer.join('\n'), isSecret: false },
    { path: 'root.pem', text: made.trust, isSecret: false },
  ]
}

/** RFC 1123, as Kubernetes asks for. */
function kubernetesName(options: Options, key: string, otherwise: string): string {
  const name = textOption(options[key]) ?? otherwise
  if (!/^[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?$/.test(name))
    throw new RingwallError('usage', `"${name}" is no name in Kubernetes: small letters, digits and "-"`)
  return name
}
