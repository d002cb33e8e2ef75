import * as openid from 'openid-client'
import type { NotRecognised, Provider, Recognised } from '../types.ts'
import type { Question } from './fetch.ts'
import { askingWith } from './fetch.ts'
import type { LogOutToken } from './logout.ts'
import { logOutTokens } from './logout.ts'
import type { OidcSettings } from './settings.ts'
import { algorithms, isWellSpelled } from './tokens.ts'

export interface OidcClient extends Provider {
  readonly loggedOut: LogOutToken
}

/** Milliseconds that what a provider says of itself is kept; its keys are asked for at each log-in. */
const kept = 3_600_000
const subject = /^[\x21-\x7e]{1,255}$/
const mostGroups = 1000

type Server = openid.ServerMetadata

/** Log-in at an OpenID provider: code with PKCE, state, nonce, and an ID token whose signature is always checked. */
export function oidcClient(settings: OidcSettings): OidcClient {
  let known: { readonly server: Server; readonly until: number } | undefined
  const described = async (): Promise<Server> => {
    if (known === undefined || settings.now() >= known.until) known = { server: await discovered(settings), until: settings.now() + kept }
    return known.server
  }
  return {
    name: settings.name,
    start: async (host) => {
      const config = configured(settings, await described(), askingWith(settings))
      const held = { state: openid.randomState(), nonce: openid.randomNonce(), verifier: openid.randomPKCECodeVerifier() }
      const location = openid.buildAuthorizationUrl(config, {
        redirect_uri: callback(settings, host),
        scope: ['openid', ...settings.scopes.filter((scope) => scope !== 'openid')].join(' '),
        state: held.state,
        nonce: held.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(held.verifier),
        code_challenge_method: 'S256',
      })
      return { location: location.href, held }
    },
    answer: (host, query, held) => answered(settings, described, { host, query, held }),
    loggedOut: logOutTokens(settings, async () => (await described()).jwks_uri ?? ''),
  }
}

function callback({ origin }: OidcSettings, host: string): string {
  return `${origin(host)}/.guard/oidc/callback`
}

/** What the provider says of itself, held to what we want: its exact issuer, and algorithms that we know. */
async function discovered(settings: OidcSettings): Promise<Server> {
  const ask = askingWith(settings)
  const config = await openid.discovery(new URL(settings.issuer), settings.client.id, undefined, undefined, {
    [openid.customFetch]: (url, question) => ask(url, question),
    timeout: settings.patience / 1000,
  })
  // without the helpers that the library puts in between
  const server = Object.fromEntries(Object.entries(config.serverMetadata()).filter(([, value]) => typeof value !== 'function')) as unknown as Server
  if (server.issuer !== settings.issuer) throw new Error('the provider has another issuer')
  const known = (server['id_token_signing_alg_values_supported'] ?? ['RS256']) as readonly unknown[]
  const usable = algorithms.filter((algorithm) => known.includes(algorithm))
  if (usable.length === 0) throw new Error('the provider signs in no way that is allowed')
  return { ...server, id_token_signing_alg_values_supported: usable }
}

function configured(settings: OidcSettings, server: Server, ask: (url: string, question: Question) => Promise<Response>): openid.Configuration {
  const { id, secret } = settings.client
  // a new one has no keys yet: those of the provider are read as they are now
  const config = new openid.Configuration(server, id, { client_secret: secret }, openid.ClientSecretBasic(secret))
  config[openid.customFetch] = (url, question) => ask(url, question)
  config.timeout = settings.patience / 1000
  openid.enableNonRepudiationChecks(config)
  return config
}

interface Answer {
  readonly host: string
  readonly query: string
  readonly held: Readonly<Record<string, string>>
}

async function answered(
  settings: OidcSettings,
  described: () => Promise<Server>,
  { host, query, held }: Answer,
): Promise<Recognised | NotRecognised> {
  let isProviders = true
  try {
    const { state, nonce, verifier } = held
    if (state === undefined || nonce === undefined || verifier === undefined) return wrong('nothing that was asked')
    if (!(await settings.once.first(`oidc:${settings.issuer}#${state}`, settings.now() + kept))) return wrong('an answer that was here before')
    const server = await described()
    const ask = askingWith(settings)
    let spelling = true
    const config = configured(settings, server, async (url, question) => {
      isProviders = false
      const response = await ask(url, question)
      isProviders = response.status < 500
      if (url === server.token_endpoint && response.ok)
        spelling &&= isWellSpelled(((await response.clone().json()) as Record<string, unknown>)['id_token'])
      if (!spelling) throw new Error('a token in another spelling')
      return response
    })
    const tokens = await openid.authorizationCodeGrant(config, new URL(`${callback(settings, host)}?${query}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    return await recognised(settings, config, tokens)
  } catch (error) {
    return isProviders ? wrong(reasonOf(error)) : { refused: 'unavailable', detail: 'the provider does not answer' }
  }
}

/** In words of the library, never the provider's. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^OAUTH_[A-Z_]+$/.test(code) ? code.toLowerCase().replaceAll('_', '-') : 'not verified'
}

async function recognised(
  settings: OidcSettings,
  config: openid.Configuration,
  tokens: Awaited<ReturnType<typeof openid.authorizationCodeGrant>>,
): Promise<Recognised | NotRecognised> {
  const claims = tokens.claims()
  if (claims === undefined || claims.iss !== settings.issuer) return wrong('another issuer')
  const { sub, aud, azp, amr, name, preferred_username: preferred, sid } = claims
  if (typeof aud === 'string' ? aud !== settings.client.id : aud.length !== 1 || aud[0] !== settings.client.id) return wrong('another audience')
  if (azp !== undefined && azp !== settings.client.id) return wrong('a token for another party')
  if (!subject.test(sub)) return wrong('a subject that is no plain text')
  const groups =
    settings.groups === undefined ? [] : (claims[settings.groups] ?? (await userinfo(config, tokens.access_token, sub))[settings.groups] ?? [])
  if (!Array.isArray(groups) || groups.length > mostGroups || !groups.every((group) => typeof group === 'string'))
    return wrong('groups that are no list of names')
  const shown = [name, preferred].find((one) => typeof one === 'string' && one !== '')
  return {
    id: `oidc:${settings.issuer}#${sub}`,
    name: typeof shown === 'string' ? shown.slice(0, 256) : sub,
    groups: [...new Set(groups.map((group) => `oidc:${group}`))].toSorted(),
    secondFactor: Array.isArray(amr) && amr.some((one) => typeof one === 'string' && settings.secondFactor.includes(one)),
    until: settings.now() + settings.longest,
    ...(typeof sid === 'string' ? { atSource: sid } : {}),
  }
}

async function userinfo(config: openid.Configuration, token: string, sub: string): Promise<Readonly<Record<string, unknown>>> {
  return config.serverMetadata().userinfo_endpoint === undefined ? {} : openid.fetchUserInfo(config, token, sub)
}

function wrong(detail: string): NotRecognised {
  return { refused: 'wrong', detail }
}
