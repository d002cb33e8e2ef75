import { AsnConvert } from '@peculiar/asn1-schema'
import { CRLNumber, id_ce_cRLNumber } from '@peculiar/asn1-x509'
import { webcrypto } from 'node:crypto'
import { signer } from './keys.ts'
import { pem } from './pem.ts'
import { authorityKey, wholeSeconds } from './sign.ts'
import type { Authority } from './types.ts'
import { Extension, X509Certificate, X509CrlGenerator, X509CrlReason } from './x509.ts'

/** Why a certificate is taken back (RFC 5280, 5.3.1), as it is called on the command line. */
export type RevocationReason = 'key-compromise' | 'ca-compromise' | 'superseded' | 'cessation-of-operation'

const reasons: Readonly<Record<RevocationReason, X509CrlReason>> = {
  'key-compromise': X509CrlReason.keyCompromise,
  'ca-compromise': X509CrlReason.cACompromise,
  superseded: X509CrlReason.superseded,
  'cessation-of-operation': X509CrlReason.cessationOfOperation,
}

export interface Revoked {
  readonly serial: string
  readonly at: Date
  readonly reason: RevocationReason
}

/** The list of what an authority has taken back, in PEM (RFC 5280, 5). `number` grows with every list of that authority. */
export async function revocationList(
  authority: Authority,
  list: { readonly number: number; readonly thisUpdate: Date; readonly nextUpdate: Date; readonly revoked: readonly Revoked[] },
): Promise<string> {
  const { privateKey, algorithm } = await signer(authority.key)
  const own = new X509Certificate(authority.certificate)
  const made = await X509CrlGenerator.create(
    {
      issuer: own.subjectName,
      thisUpdate: wholeSeconds(list.thisUpdate),
      nextUpdate: wholeSeconds(list.nextUpdate),
      signingKey: privateKey,
      signingAlgorithm: algorithm,
      entries: list.revoked.map(({ serial, at, reason }) => ({
        serialNumber: serial,
        revocationDate: wholeSeconds(at),
        reason: reasons[reason],
      })),
      extensions: [await authorityKey(own), new Extension(id_ce_cRLNumber, false, AsnConvert.serialize(new CRLNumber(list.number)))],
    },
    webcrypto,
  )
  return pem('X509 CRL', new Uint8Array(made.rawData))
}
