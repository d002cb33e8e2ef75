import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import type { Recognised } from '../types.ts'
import { askingWith } from './fetch.ts'
import type { OidcSettings } from './settings.ts'
import { algorithms, isWellSpelled } from './tokens.ts'

/** Seconds that a logout token is old at most. */
const oldest = 120
const happened = 'http://schemas.openid.net/event/backchannel-logout'

export type LogOutToken = (token: string) => Promise<((person: Recognised) => boolean) | undefined>

/** Reads the provider's word that somebody is logged out (OpenID Connect Back-Channel Logout 1.0, section 2.6): whose sessions end, or undefined. */
export function logOutTokens(settings: OidcSettings, keysAt: () => Promise<string>): LogOutToken {
  const { issuer, client, once, now } = settings
  const ask = askingWith(settings)
  let keys: { readonly at: string; readonly set: ReturnType<typeof createRemoteJWKSet> } | undefined
  return async (token) => {
    if (!isWellSpelled(token)) return undefined
    const at = await keysAt()
    if (keys?.at !== at)
      keys = { at, set: createRemoteJWKSet(new URL(at), { [customFetch]: (url, { method, headers }) => ask(url, { method, headers }) }) }
    let payload
    try {
      const verified = await jwtVerify(token, keys.set, {
        issuer,
        audience: client.id,
        algorithms: [...algorithms],
        maxTokenAge: oldest,
        clockTolerance: 30,
        currentDate: new Date(now()),
        requiredClaims: ['jti', 'iat', 'events'],
      })
      payload = verified.payload
    } catch {
      return undefined
    }
    const { sub, sid, jti, events, nonce, aud } = payload
    if (nonce !== undefined || (Array.isArray(aud) && aud.length > 1)) return undefined
    if (typeof events !== 'object' || events === null || !Object.hasOwn(events, happened)) return undefined
    if ((sub === undefined && sid === undefined) || (sid !== undefined && typeof sid !== 'string')) return undefined
    if (typeof jti !== 'string' || !(await once.first(`oidc-logout:${issuer}#${jti}`, now() + (oldest + 60) * 1000))) return undefined
    const from = `oidc:${issuer}#`
    return (person) =>
      person.id.startsWith(from) && (sub === undefined || person.id === `${from}${sub}`) && (sid === undefined || person.atSource === sid)
  }
}
