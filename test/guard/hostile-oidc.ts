import type { Server } from 'node:https'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { JWK } from 'jose'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { SigningKey } from './saml-provider.ts'
import { signingKey } from './saml-provider.ts'

export interface OidcKey {
  readonly kid: string
  readonly key: CryptoKey
  readonly public: JWK
}

type CryptoKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey']

export async function oidcKey(kid: string): Promise<OidcKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  return { kid, key: privateKey, public: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

/** A provider that says what a test wants; what is not changed is right. */
export interface HostileProvider {
  readonly issuer: string
  readonly tls: SigningKey
  key: OidcKey
  keys: readonly JWK[]
  /** Over the claims of the ID token. */
  claims: Record<string, unknown>
  /** Header of the ID token. */
  header: Record<string, unknown>
  /** The ID token that is given instead. */
  tokenOf: ((claims: Record<string, unknown>) => string | Promise<string>) | undefined
  userinfo: Record<string, unknown>
  described: Record<string, unknown>
  /** Status of the token endpoint. */
  status: number
  nonce: string
  /** What was asked, with the body. */
  readonly seen: string[]
  readonly stop: () => void
}

export const client = { id: 'guard', secret: 'of the guard' } as const

export async function hostileProvider(): Promise<HostileProvider> {
  const tls = await signingKey(365, 'localhost')
  const key = await oidcKey('one')
  const server: Server = createServer({ key: tls.key, cert: tls.certificate })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const issuer = `https://localhost:${(server.address() as AddressInfo).port}`
  const self: HostileProvider = {
    issuer,
    tls,
    key,
    keys: [key.public],
    claims: {},
    header: {},
    tokenOf: undefined,
    userinfo: {},
    described: {},
    status: 200,
    nonce: '',
    seen: [],
    stop: () => void server.close(),
  }
  const answers: Readonly<Record<string, () => unknown>> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
      ...self.described,
    }),
    '/jwks': () => ({ keys: self.keys }),
    '/userinfo': () => ({ sub: 'ann', ...self.userinfo }),
    '/token': async () => ({ access_token: 'a', token_type: 'Bearer', id_token: await idToken(self) }),
  }
  server.on('request', (request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', async () => {
      self.seen.push(`${request.url ?? ''} ${body}`)
      const answer = await answers[request.url ?? '']?.()
      response.writeHead(request.url === '/token' ? self.status : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
    })
  })
  return self
}

async function idToken({ issuer, nonce, claims, tokenOf, key, header }: HostileProvider): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000)
  const all = { iss: issuer, sub: 'ann', aud: client.id, nonce, iat: seconds, exp: seconds + 300, ...claims }
  return tokenOf === undefined ? signedWith(key, all, header) : tokenOf(all)
}

/** A token signed with a key. A header that is `undefined` is left out. */
export function signedWith(key: OidcKey, claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  const all = Object.fromEntries(Object.entries({ alg: 'RS256', kid: key.kid, ...header }).filter(([, value]) => value !== undefined))
  return new SignJWT(claims).setProtectedHeader(all as { alg: string }).sign(key.key)
}
