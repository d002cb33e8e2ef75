import { RingwallError } from '../model/error.ts'
import { alternativeNames } from './extensions.ts'
import { keyOf } from './keys.ts'
import { normalNames, notPermitted } from './names.ts'
import { sign } from './sign.ts'
import type { Authority, Certified, LeafRequest, Names, Random } from './types.ts'
import { BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension } from './x509.ts'

const purposes = { server: ExtendedKeyUsage.serverAuth, client: ExtendedKeyUsage.clientAuth }

/** Issues a certificate for a component. Refuses names that the authority may not name: clients would refuse them later. */
export async function issue(authority: Authority, request: LeafRequest, random: Random): Promise<Certified> {
  const { name, usage, notBefore, notAfter, revocationUrl } = request
  const names = normalNames(request.names)
  if (usage.length === 0) throw new RingwallError('usage', `${name}: a certificate is for a server, a client or both`)
  if (Object.values(names).every((each) => each.length === 0) && usage.includes('server'))
    throw new RingwallError('usage', `${name}: a server without a name or an address is refused by every client`)
  checkPermitted(name, names, authority)
  const key = await keyOf(request.key ?? 'p256')
  const exchanged = key.asymmetricKeyType === 'rsa' ? KeyUsageFlags.keyEncipherment : 0
  return sign(
    {
      name,
      key,
      issuer: authority,
      notBefore,
      notAfter,
      revocationUrl,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | exchanged, true),
        new ExtendedKeyUsageExtension([...new Set(usage)].map((each) => purposes[each])),
        ...alternativeNames(names),
      ],
    },
    random,
  )
}

/** OpenSSL holds a common name that looks like a host against the constraints too, where there is no alternative name of the kind. */
function checkPermitted(name: string, names: Required<Names>, { permitted }: Authority): void {
  if (permitted === undefined) return
  const subject = names.dns.length === 0 && /^[\w-]+(?:\.[\w-]+)+$/.test(name) ? { dns: [name] } : {}
  const refused = [...notPermitted(names, permitted), ...notPermitted(subject, permitted)]
  if (refused.length === 0) return
  throw new RingwallError('usage', `${name}: the authority may not name ${refused.join(', ')}`, {
    hint: 'what it may name was said when it was made: ask for other names, or rotate to an authority that may',
  })
}
