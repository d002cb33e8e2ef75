import { createAuthority } from '../../pki/authority.ts'
import { issue } from '../../pki/leaf.ts'
import type { Random } from '../../pki/types.ts'

/** A certificate for a trial, in PEM, and the authority that a browser has to know for it. */
export interface TrialCertificate {
  readonly chain: string
  readonly key: string
  readonly authority: string
}

const day = 86_400_000
/** Days that it holds. */
const life = 30

/** Signed by an authority that may name these hosts alone, and whose key nobody keeps: it signs nothing else. */
export async function trialCertificate(hosts: readonly string[], now: number, random: Random): Promise<TrialCertificate> {
  const [notBefore, notAfter] = [new Date(now - day), new Date(now + life * day)]
  const [name = 'a trial'] = hosts
  const authority = await createAuthority(
    { name: `Ringwall: trial of ${name}`, notBefore, notAfter, permitted: { dns: hosts }, pathLength: 0 },
    random,
  )
  const leaf = await issue(authority, { name, names: { dns: hosts }, usage: ['server'], notBefore, notAfter }, random)
  return { chain: leaf.chain, key: String(leaf.key.export({ type: 'pkcs8', format: 'pem' })), authority: authority.certificate }
}
