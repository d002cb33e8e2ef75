import type { Attestation, CheckedAttestation } from '../model/project.ts'

/** What was found where an attestation names its evidence. */
export type Evidence = { readonly sha256: string } | { readonly why: string }

/** Holds attestations against the day and their evidence. One that does not count stays, with the reason. */
export function checkAttestations(
  attestations: readonly Attestation[],
  evidence: ReadonlyMap<string, Evidence>,
  now: string,
): readonly CheckedAttestation[] {
  return attestations.map((attestation) => {
    const found = attestation.evidence === undefined ? undefined : (evidence.get(attestation.evidence) ?? { why: 'was not looked for' })
    const invalid = whyInvalid(attestation, found, now)
    return {
      ...attestation,
      ...(found !== undefined && 'sha256' in found ? { sha256: found.sha256 } : {}),
      ...(invalid === undefined ? {} : { invalid }),
    }
  })
}

function whyInvalid({ until, evidence }: Attestation, found: Evidence | undefined, now: string): string | undefined {
  if (isOver(until, now)) return `it ran out on ${until}`
  return found !== undefined && 'why' in found ? `its evidence ${evidence ?? ''} ${found.why}` : undefined
}

/** True after the last day, in UTC. Both are ISO 8601. */
export function isOver(until: string, now: string): boolean {
  return now.slice(0, 10) > until
}
