import { sign } from './sign.ts'
import type { Authority, Random } from './types.ts'
import { BasicConstraintsExtension, Extension, KeyUsageFlags, KeyUsagesExtension, X509Certificate } from './x509.ts'

/**
 * The same authority, signed by another one: who trusts only that other one follows its certificates too. The constraints are those that
 * it has; the path length is what the other leaves it. Throws where the other lets no authority stand below it that has one below.
 */
export async function crossSign(authority: Authority, by: Authority, random: Random): Promise<string> {
  const own = new X509Certificate(authority.certificate)
  const pathLength = Math.min(authority.pathLength ?? Infinity, (by.pathLength ?? Infinity) - 1)
  const kept = own.extensions.filter(({ type }) => type === '2.5.29.30').map(({ type, critical, value }) => new Extension(type, critical, value))
  const made = await sign(
    {
      name: own.subjectName.getField('CN')[0] ?? '',
      key: authority.key,
      issuer: by,
      notBefore: new Date(Math.max(authority.notBefore.getTime(), by.notBefore.getTime())),
      notAfter: new Date(Math.min(authority.notAfter.getTime(), by.notAfter.getTime())),
      revocationUrl: undefined,
      extensions: [
        new BasicConstraintsExtension(true, pathLength === Infinity ? undefined : pathLength, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ...kept,
      ],
    },
    random,
  )
  return made.certificate
}

/** Whether a root lets another root, with an issuing authority below it, stand below it. */
export function mayCrossSign(by: Authority): boolean {
  return by.pathLength === undefined || by.pathLength >= 2
}
