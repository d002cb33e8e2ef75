import { RingwallError } from '../model/error.ts'
import { nameConstraints } from './extensions.ts'
import { keyOf } from './keys.ts'
import { normalPermitted, outside } from './names.ts'
import { sign } from './sign.ts'
import type { Authority, AuthorityRequest, Random } from './types.ts'
import { BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension } from './x509.ts'

/**
 * Makes an authority: a root, or one that an authority signs. It may sign certificates and revocation lists and nothing else, and one
 * below a root only certificates of TLS servers and clients.
 */
export async function createAuthority(request: AuthorityRequest, random: Random): Promise<Authority> {
  const { issuer, notBefore, notAfter, revocationUrl } = request
  const permitted = request.permitted === undefined ? issuer?.permitted : normalPermitted(request.permitted)
  const pathLength = request.pathLength ?? (issuer === undefined ? 2 : 0)
  if (issuer?.pathLength !== undefined && pathLength >= issuer.pathLength)
    throw new RingwallError('usage', `${request.name}: its issuer lets no authority with a path length of ${pathLength} stand below it`)
  const beyond = issuer?.permitted === undefined || permitted === undefined ? [] : outside(permitted, issuer.permitted)
  if (beyond.length > 0) throw new RingwallError('usage', `${request.name}: its issuer may not name ${beyond.join(', ')}`)
  const made = await sign(
    {
      name: request.name,
      key: await keyOf(request.key ?? 'p256'),
      issuer,
      notBefore,
      notAfter,
      revocationUrl,
      extensions: [
        new BasicConstraintsExtension(true, pathLength, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ...(issuer === undefined ? [] : [new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth])]),
        ...(permitted === undefined ? [] : [nameConstraints(permitted)]),
      ],
    },
    random,
  )
  return { ...made, trust: issuer?.trust ?? made.certificate, permitted, pathLength }
}
