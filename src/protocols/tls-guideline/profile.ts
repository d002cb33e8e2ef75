/** What one profile of Mozilla's guideline "Server Side TLS" allows (third_party/mozilla-tls-guidelines). */
export interface Profile {
  /** `Mozilla's intermediate profile 6.0`. */
  readonly name: string
  /** `TLSv1.2`. */
  readonly versions: readonly string[]
  /** Names of IANA, of TLS 1.3 as well. */
  readonly suites: readonly string[]
  /** Names of IANA in lower case. */
  readonly groups: readonly string[]
  /** Fewest bits of Diffie-Hellman; absent: none is allowed. */
  readonly dhBits?: number
  readonly serverOrder: boolean
  /** Days that a certificate may be good for. */
  readonly longestLife: number
}

export type GuidelineVersion = '5.7' | '6.0'
export type ProfileName = 'modern' | 'intermediate' | 'old'

/** Which profile servers are held against. */
export interface Guideline {
  readonly version: GuidelineVersion
  readonly profile: ProfileName
}

/** Profiles of each version that is known, the newest version first. */
export const guidelines: Readonly<Record<GuidelineVersion, readonly ProfileName[]>> = {
  '6.0': ['modern', 'intermediate'],
  '5.7': ['modern', 'intermediate', 'old'],
}

interface Written {
  readonly version: number
  readonly configurations: Readonly<Partial<Record<ProfileName, WrittenProfile>>>
}

interface WrittenProfile {
  readonly ciphers: { readonly iana: readonly string[] }
  readonly ciphersuites: readonly string[]
  readonly dh_param_size: number | null
  readonly maximum_certificate_lifespan: number
  readonly server_preferred_order: boolean
  readonly tls_curves: readonly string[]
  readonly tls_versions: readonly string[]
}

/** The data is loaded when it is asked for. A profile that a version does not have is the intermediate one: 6.0 has no `old`. */
export async function loadProfile(version: GuidelineVersion = '6.0', name: ProfileName = 'intermediate'): Promise<Profile> {
  const written: Written =
    version === '6.0'
      ? (await import('../../../third_party/mozilla-tls-guidelines/6.0.json', { with: { type: 'json' } })).default
      : (await import('../../../third_party/mozilla-tls-guidelines/5.7.json', { with: { type: 'json' } })).default
  const found = written.configurations[name]
  const profile = found ?? written.configurations.intermediate!
  return {
    name: `Mozilla's ${found === undefined ? 'intermediate' : name} profile ${version}`,
    versions: profile.tls_versions,
    suites: [...profile.ciphersuites, ...profile.ciphers.iana],
    groups: profile.tls_curves.map((group) => (group === 'prime256v1' ? 'secp256r1' : group.toLowerCase())),
    ...(profile.dh_param_size === null ? {} : { dhBits: profile.dh_param_size }),
    serverOrder: profile.server_preferred_order,
    longestLife: profile.maximum_certificate_lifespan,
  }
}
