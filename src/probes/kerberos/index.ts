import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { TicketAnswer } from '../../wire/kerberos.ts'
import { askTicket, krbErrors } from '../../wire/kerberos.ts'
import type { Asking, Probe, ProtocolProbes, Target } from '../probe.ts'
import { talking } from '../talking.ts'
import { allTypes, typeName, weakTypes } from './types.ts'

/** Principals that are asked for at most. */
const mostPrincipals = 3

/**
 * What the key distribution centre hands out to whoever names a principal. A made-up principal is the control: who gets a ticket for it,
 * or an answer as for a known one, was not asked of a real directory. Nothing counts as a failed log-in: no proof is ever sent.
 */
const tickets: Probe = {
  id: 'kerberos/tickets',
  asks: 'whether tickets of named principals are handed out without a proof, and with which encryption',
  connections: 1 + 2 * mostPrincipals,
  async ask(target, asking) {
    const [realm] = realmsOf(target)
    if (realm === undefined) return { said: 'Kerberos is spoken', unproven: ['no principal of this realm is known: name one to ask for'] }
    const madeUp = await one(asking, realm, [`nobody-${asking.random(6)}`], allTypes, 'AS-REQ for a made-up principal')
    const known = target.users.filter((user) => user.endsWith(`@${realm}`)).map((user) => user.slice(0, -realm.length - 1).split('/'))
    const principals = known.length > 0 ? known.slice(0, mostPrincipals) : [['krbtgt', realm]]
    const asked: Asked[] = []
    for (const client of principals) {
      const all = await one(asking, realm, client, allTypes, 'AS-REQ for a principal')
      const weak = await one(asking, realm, client, weakTypes, 'AS-REQ for a principal, with DES, 3DES and RC4 alone')
      asked.push({ all, weak })
    }
    return judged(madeUp, asked)
  },
}

interface Asked {
  readonly all: TicketAnswer
  readonly weak: TicketAnswer
}

/** From names of principals, or else from the names by which clients call the host: a realm is its domain in capitals by convention. */
function realmsOf({ users, names, host }: Target): readonly string[] {
  const said = users.flatMap((user) => /^[^@]+@([A-Za-z0-9._-]{1,200})$/.exec(user)?.[1] ?? [])
  const domains = [...names, host].flatMap((name) => /^[a-z0-9-]+\.((?:[a-z0-9-]+\.)+[a-z]{2,})$/i.exec(name)?.[1]?.toUpperCase() ?? [])
  return [...said, ...domains]
}

function one({ talk, random }: Asking, realm: string, client: readonly string[], types: readonly number[], shown: string): Promise<TicketAnswer> {
  const nonce = Number.parseInt(random(4), 16) & 0x7fff_ffff
  return talking({ talk }, (conversation) => askTicket(conversation, { realm, client, types, nonce }, shown))
}

function judged(madeUp: TicketAnswer, asked: readonly Asked[]): Learned {
  const spoken = madeUp.kind === 'ticket' ? 'a ticket' : `error ${madeUp.code}`
  if (madeUp.kind === 'ticket' || madeUp.code !== krbErrors.unknownClient)
    return {
      said: `a made-up principal is answered with ${spoken}`,
      unproven: [`${spoken} for a made-up principal: answers for others prove nothing`],
    }
  const free = asked.filter(({ all }) => all.kind === 'ticket').length
  const guarded = asked.filter(({ all }) => all.kind === 'error' && all.code === krbErrors.preauthRequired)
  const offered = new Set(guarded.flatMap(({ all }) => (all.kind === 'error' ? all.types : [])))
  const observations: Observation[] = []
  if (free > 0 || guarded.length > 0) observations.push(preauthentication(free, asked.length))
  const settled = asked.filter(({ all, weak }) => answers(all) && (answers(weak) || refuses(weak)))
  const weak = settled.filter(({ weak: each }) => answers(each))
  if (settled.length > 0) observations.push(encryption(weak.length, settled.length))
  const said = [
    'a made-up principal is not known',
    `${free} of ${asked.length} principals get a ticket without a proof`,
    offered.size > 0 ? `for the proof: ${[...offered].slice(0, 8).map(typeName).join(', ')}` : '',
    weak.length > 0 ? 'DES, 3DES or RC4 is taken' : settled.length > 0 ? 'DES, 3DES and RC4 are refused' : '',
  ].filter(Boolean)
  if (observations.length === 0) return { said: said[0]!, unproven: ['no principal that was named is known here'] }
  return { said: said.join('; '), observations, ...(guarded.length > 0 && free === 0 ? { authentication: 'kerberos' as const } : {}) }
}

/** It goes on with a type that was offered to it. */
function answers(answer: TicketAnswer): boolean {
  if (answer.kind === 'ticket') return true
  return answer.code === krbErrors.preauthRequired && (answer.types.length === 0 || answer.types.some((type) => allTypes.includes(type)))
}

function refuses(answer: TicketAnswer): boolean {
  return answer.kind === 'error' && answer.code === krbErrors.typeNotSupported
}

function preauthentication(free: number, all: number): Observation {
  return {
    concern: 'password-policy',
    key: 'default_principal_flags',
    verdict: free > 0 ? 'unsafe' : 'safe',
    basis: 'observed',
    trail: [],
    message: 'everybody gets a ticket that is encrypted with the password of a user, to try passwords at home',
    actual: free > 0 ? `${free} of ${all} principals get a ticket without a proof` : 'a proof is asked of all that were named',
    expected: 'error 25, KDC_ERR_PREAUTH_REQUIRED',
    fix: 'write default_principal_flags = +preauth into kdc.conf, and set +requires_preauth for what is there',
    stake: 'defence',
  }
}

function encryption(weak: number, all: number): Observation {
  return {
    concern: 'tls-policy',
    key: 'permitted_enctypes',
    verdict: weak > 0 ? 'unsafe' : 'safe',
    basis: 'observed',
    trail: [],
    message: 'tickets may be encrypted with DES, 3DES or RC4, which are broken: who records them finds passwords',
    actual: weak > 0 ? `${weak} of ${all} principals are served with DES, 3DES or RC4 alone` : 'error 14 to DES, 3DES and RC4 alone',
    expected: 'AES alone',
    fix: 'write permitted_enctypes = aes256-cts-hmac-sha384-192 aes256-cts-hmac-sha1-96, and change the keys of principals that have older ones',
    stake: 'traffic',
  }
}

export const kerberos: ProtocolProbes = {
  protocol: 'kerberos',
  // what matters in its messages is encrypted with the keys of its partners
  overTls: false,
  async plaintext(talk, _target, random) {
    const request = { realm: 'RINGWALL.INVALID', client: [`nobody-${random(6)}`], types: allTypes, nonce: 1 }
    const answer = await askTicket(talk, request, 'AS-REQ for a made-up principal of a made-up realm')
    return { served: true, said: `Kerberos is spoken (${answer.kind === 'error' ? `error ${answer.code}` : 'a ticket'})` }
  },
  probes: [tickets],
}
