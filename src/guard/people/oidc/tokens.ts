/** Ways to sign tokens with a public key. None with a shared one: whoever knows the public key would sign. */
export const algorithms: readonly string[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

const longest = 65_536

/**
 * Whether a token is spelled in the one way that it has: three parts of base64url without padding, spaces or bits that say nothing, and an
 * algorithm that we know. Libraries read other spellings as well, so that one token would have many.
 */
export function isWellSpelled(token: unknown): token is string {
  if (typeof token !== 'string' || token.length > longest || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return false
  const parts = token.split('.')
  if (parts.some((part) => Buffer.from(part, 'base64url').toString('base64url') !== part)) return false
  const header = objectOf(parts[0] ?? '')
  const algorithm = header?.['alg']
  return typeof algorithm === 'string' && algorithms.includes(algorithm) && header?.['crit'] === undefined
}

function objectOf(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')))
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
