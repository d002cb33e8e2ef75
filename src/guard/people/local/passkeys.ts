import { createHash } from 'node:crypto'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'

/** A key of WebAuthn as it is kept: nothing of it is secret. */
export interface Passkey {
  readonly id: string
  /** COSE, in base64url. */
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  /** The domain that it is of: of no other one can it be asked for. */
  readonly domain: string
  /** What its owner calls it. */
  readonly name: string
  readonly created: number
}

/** The domain and the page that a browser has to speak for. */
export interface Party {
  readonly domain: string
  /** Scheme, host and port. */
  readonly origin: string
  /** What browsers show. */
  readonly name: string
}

/** ES256, EdDSA and RS256 of COSE: what every browser has one of. */
const algorithms = [-7, -8, -257]
const mostCharacters = 16_384

/** What a browser is asked to make a key. @param challenge 32 bytes, in base64url */
export async function creationOptions(party: Party, account: string, existing: readonly Passkey[], challenge: string): Promise<object> {
  return generateRegistrationOptions({
    rpName: party.name,
    rpID: party.domain,
    userName: account,
    // no name of anybody: an authenticator may show it to whoever holds it
    userID: createHash('sha256')
      .update(JSON.stringify([party.domain, account]))
      .digest(),
    challenge: Buffer.from(challenge, 'base64url'),
    attestationType: 'none',
    excludeCredentials: existing.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
    supportedAlgorithmIDs: algorithms,
  })
}

/** The key that a browser made for this challenge and page. Rejects for anything else. */
export async function createdPasskey(party: Party, challenge: string, answer: string, more: Pick<Passkey, 'name' | 'created'>): Promise<Passkey> {
  const response = answered<RegistrationResponseJSON>(answer)
  // who made the authenticator is nothing that is asked for: its certificates would be looked up where they say
  const attestation = decodeAttestationObject(Buffer.from(response.response.attestationObject, 'base64url'))
  const isPlain = attestation.get('fmt') === 'none' || (attestation.get('fmt') === 'packed' && attestation.get('attStmt').get('x5c') === undefined)
  if (!isPlain) throw new Error('an attestation that was not asked for')
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.domain,
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  })
  if (!verified) throw new Error('not verified')
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential
  return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports: transports.slice(0, 10), domain: party.domain, ...more }
}

/** What a browser is asked to prove that one of these keys is there. */
export async function askingOptions(party: Party, keys: readonly Passkey[], challenge: string): Promise<object> {
  return generateAuthenticationOptions({
    rpID: party.domain,
    challenge: Buffer.from(challenge, 'base64url'),
    allowCredentials: keys.map(({ id, transports }) => ({ id, transports: [...transports] })),
    userVerification: 'preferred',
  })
}

/** The key that was there, with the count that it has now. Rejects for any other one, another page or challenge, and for a count that went back. */
export async function provenPasskey(party: Party, keys: readonly Passkey[], challenge: string, answer: string): Promise<Passkey> {
  const response = answered<AuthenticationResponseJSON>(answer)
  const key = keys.find(({ id, domain }) => id === response.id && domain === party.domain)
  if (key === undefined) throw new Error('no key of this account')
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.domain,
    requireUserVerification: false,
    credential: { id: key.id, publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')), counter: key.counter },
  })
  if (!verified) throw new Error('not verified')
  return { ...key, counter: authenticationInfo.newCounter }
}

/** What a browser answered; whatever it is not, the library refuses. */
function answered<T extends { readonly id: string }>(text: string): T {
  if (text.length > mostCharacters) throw new Error('too long')
  return JSON.parse(text) as T
}
