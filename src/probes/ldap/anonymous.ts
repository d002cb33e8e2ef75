import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { bind, search } from '../../wire/ldap.ts'
import type { Probe } from '../probe.ts'
import { talking } from '../talking.ts'
import { contextsOf, invalidCredentials, nameOf, readRoot, success, wantsTls } from './root.ts'

/** What holds a password, its hash or a key made of it: OpenLDAP, RFC 3112, Samba's and MIT's schema. Only its presence is asked for. */
const secrets: readonly string[] = ['userPassword', 'authPassword', 'sambaNTPassword', 'krbPrincipalKey']

/** What somebody without a name reads: entries at all, and what holds passwords. Values are never asked for (typesOnly). */
export const anonymous: Probe = {
  id: 'ldap/anonymous',
  asks: 'whether entries, and password hashes among them, are read without a log-in; a name with an empty password',
  connections: 1,
  ask: ({ users }, asking) => talking(asking, (talk) => ask(talk, users, asking.random)),
}

async function ask(talk: Conversation, users: readonly string[], random: (bytes: number) => string): Promise<Learned> {
  const root = await readRoot(talk, 1)
  const greeted = await bind(talk, 2, '', '', 'anonymous bind')
  const contexts = contextsOf(root, users)
  const read = await readEntries(talk, contexts)
  const name = `cn=${random(8)},${contexts[0] ?? 'dc=invalid'}`
  const nameless = await bind(talk, 30, name, '', 'bind with a made-up name and an empty password')
  const control = await bind(talk, 31, name, random(16), 'bind with a made-up name and a made-up password')
  const said = [
    `anonymous bind: ${nameOf(greeted)}`,
    read.entries > 0
      ? 'entries are read without a log-in'
      : `no entry is read without a log-in (${(read.codes.length === 0 ? [root.code] : read.codes).map(nameOf).join(', ')})`,
    read.holders.length > 0 ? `${read.holders.join(', ')} among them` : '',
  ]
  const observations = [...handedOut(read.holders), ...emptyPasswords(nameless, control)]
  const base: Learned = { said: said.filter(Boolean).join('; '), observations }
  if (control === success) return { ...base, said: `${base.said}; any name with any password is let in`, authentication: 'none' }
  if (read.entries > 0) {
    const unproven = read.holders.length > 0 ? [] : ['no entry with a password was shown: whether one is there is not known without a log-in']
    return { ...base, authentication: 'none', unproven }
  }
  // even the root DSE is kept from who has not logged in (`require authc`, slapd.conf(5), 2.5)
  if (root.code === 53 && control === invalidCredentials) return { ...base, authentication: 'password' }
  if (contexts.length === 0) return { ...base, unproven: ['the root DSE names no naming context: there is nothing to ask for'] }
  // that log-ins are answered is the control: the server works, and it is the entries that it keeps
  if (control === invalidCredentials || wantsTls(control)) return { ...base, authentication: 'password' }
  return { ...base, unproven: [`a made-up log-in is answered with ${nameOf(control)}, which tells nothing of log-ins`] }
}

interface Read {
  readonly entries: number
  /** Attributes with passwords that were named. */
  readonly holders: readonly string[]
  readonly codes: readonly number[]
}

async function readEntries(talk: Conversation, contexts: readonly string[]): Promise<Read> {
  let entries = 0
  const codes: number[] = []
  const holders = new Set<string>()
  for (const [at, base] of contexts.entries()) {
    const common = { base, scope: 'subtree', typesOnly: true } as const
    const any = await search(talk, 3 + at * 6, { ...common, attributes: ['1.1'], sizeLimit: 2 }, 'search of a naming context')
    entries += any.entries.length
    codes.push(any.code)
    for (const [nth, present] of secrets.entries()) {
      if (any.entries.length === 0) break
      const found = await search(
        talk,
        4 + at * 6 + nth,
        { ...common, attributes: [present], present, sizeLimit: 1 },
        `search for ${present}, without values`,
      )
      if (found.entries.some(({ attributes }) => attributes.has(present.toLowerCase()))) holders.add(present)
    }
  }
  return { entries, holders: [...holders], codes }
}

function handedOut(holders: readonly string[]): readonly Observation[] {
  if (holders.length === 0) return []
  return [
    {
      concern: 'anonymous-access',
      key: 'access to attrs=userPassword',
      verdict: 'unsafe',
      basis: 'observed',
      trail: [],
      message: 'everybody, without a log-in, may read the password hashes of accounts',
      actual: `${holders.join(', ')} is handed out`,
      expected: 'nobody but the server reads them',
      fix: 'put a rule for attrs=userPassword,shadowLastChange in front that gives anonymous auth and all others none',
      stake: 'data',
    },
  ]
}

/** A name with an empty password is an anonymous bind by the protocol (RFC 4513, section 5.1.2): programs that only look for success let everybody in. */
function emptyPasswords(code: number, control: number): readonly Observation[] {
  const base = {
    concern: 'anonymous-access',
    key: 'allow bind_anon_dn',
    basis: 'observed',
    trail: [],
    message: 'a log-in with a name and an empty password succeeds: programs that ask this directory may take it for a real one',
    expected: 'unwillingToPerform',
    fix: 'remove bind_anon_cred and bind_anon_dn from allow',
    stake: 'data',
  } as const
  if (control === success) return []
  if (code === success) return [{ ...base, verdict: 'unsafe', actual: 'success' }]
  return code === invalidCredentials || code === 53 || code === 48 ? [{ ...base, verdict: 'safe', actual: nameOf(code) }] : []
}
