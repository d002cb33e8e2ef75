import { AsnConvert } from '@peculiar/asn1-schema'
import { GeneralName, GeneralSubtree, GeneralSubtrees, id_ce_nameConstraints, NameConstraints } from '@peculiar/asn1-x509'
import { normalPermitted } from './names.ts'
import type { Names, Permitted } from './types.ts'
import { Extension, SubjectAlternativeNameExtension } from './x509.ts'

/** What no name is: a form that is not permitted is permitted for this alone (RFC 6761, 6.4). An empty name would do, but Java refuses it. */
export const nobody = 'invalid'

/**
 * Name constraints (RFC 5280, 4.2.1.10), critical. Where a form of names has no entry it would be free, so it is closed: names and URIs
 * to `.invalid`, addresses by excluding all of both families, as the baseline requirements of the CA/Browser Forum do.
 */
export function nameConstraints(permitted: Permitted): Extension {
  const { dns, networks, trustDomains } = normalPermitted(permitted)
  const subtrees = [
    ...orNobody(dns).map((dNSName) => new GeneralName({ dNSName })),
    ...networks.map((iPAddress) => new GeneralName({ iPAddress })),
    ...orNobody(trustDomains).map((uniformResourceIdentifier) => new GeneralName({ uniformResourceIdentifier })),
  ]
  const constraints = new NameConstraints({ permittedSubtrees: treesOf(subtrees) })
  if (networks.length === 0) constraints.excludedSubtrees = treesOf(['0.0.0.0/0', '::/0'].map((iPAddress) => new GeneralName({ iPAddress })))
  return new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(constraints))
}

function orNobody(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [nobody] : names
}

function treesOf(names: readonly GeneralName[]): GeneralSubtrees {
  return new GeneralSubtrees(names.map((base) => new GeneralSubtree({ base })))
}

/** The alternative names as they are written; none without a name. */
export function alternativeNames({ dns, addresses, uris }: Required<Names>): readonly Extension[] {
  const all = [
    ...dns.map((value) => ({ type: 'dns' as const, value })),
    ...addresses.map((value) => ({ type: 'ip' as const, value })),
    ...uris.map((value) => ({ type: 'url' as const, value })),
  ]
  return all.length === 0 ? [] : [new SubjectAlternativeNameExtension(all)]
}
