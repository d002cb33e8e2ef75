import type { Place } from '../model/place.ts'
import type { Observation, SecretReading } from '../model/technology.ts'
import type { PythonSetting } from './python/value.ts'
import { asSetting, evenOnCondition, switchOf, trailOf, within } from './python/value.ts'
import { isGiven } from './given.ts'
import { certificateFaults } from './saml-certificate.ts'

/** What a service provider's own SAML settings tell. */
export interface SamlReading {
  readonly observations: readonly Observation[]
  readonly secrets: readonly SecretReading[]
}

type Judged = Pick<Observation, 'key' | 'stake' | 'verdict' | 'trail' | 'basis' | 'message' | 'actual' | 'expected' | 'fix'>

/** True for a dict in the form that python3-saml takes. */
export function isSaml(value: PythonSetting | undefined): boolean {
  return within(value, 'sp')?.kind === 'entries' && within(value, 'idp')?.kind === 'entries'
}

/**
 * Settings of python3-saml, as Python or JSON. Defaults (settings.py 1.16): strict True, debug False, no signature wanted and none given;
 * rsa-sha1 and sha1 before 1.13, rsa-sha256 and sha256 since. `key` is the name under which the settings are kept.
 */
export function samlSettings(saml: PythonSetting, key: string): SamlReading {
  const trail = trailOf(saml)
  const found = [strict(saml, trail), idpCertificate(saml, trail), wanted(saml, trail), own(saml, trail), ...algorithms(saml), ...addresses(saml)]
  const observations = found.flatMap((each) =>
    each === undefined ? [] : [{ ...each, concern: 'message-signing' as const, key: `${key}.${each.key}` }],
  )
  const secret = asSetting(within(saml, 'sp', 'privateKey'))
  return {
    observations: [...observations, ...debug(saml, key), ...certificates(saml, key)],
    secrets: isGiven(secret) ? [{ key: `${key}.sp.privateKey`, purpose: 'signing', value: evenOnCondition(secret) }] : [],
  }
}

function strict(saml: PythonSetting, trail: readonly Place[]): Judged | undefined {
  const value = within(saml, 'strict')
  if (value === undefined) return undefined
  return {
    key: 'strict',
    stake: 'takeover',
    ...verdictOf(switchOf(value)),
    basis: 'configured',
    trail: [...trailOf(value), ...trail.slice(1)],
    message: 'SAML answers are taken although they break the rules: unsigned, out of date or meant for somebody else.',
    actual: `strict=${told(value)}`,
    expected: 'strict = True',
    fix: 'set strict to True',
  }
}

function debug(saml: PythonSetting, key: string): readonly Observation[] {
  const value = within(saml, 'debug')
  if (value === undefined) return []
  const isOn = switchOf(value)
  return [
    {
      concern: 'debug-mode',
      key: `${key}.debug`,
      stake: 'data',
      verdict: isOn === undefined ? 'unknown' : isOn ? 'unsafe' : 'safe',
      basis: 'configured',
      trail: trailOf(value),
      message: 'The SAML log-in runs in debug mode: its errors show what was wrong with an answer, and what was in it.',
      actual: `debug=${told(value)}`,
      expected: 'debug = False',
      fix: 'set debug to False',
    },
  ]
}

/** The certificate against which answers are checked. */
function idpCertificate(saml: PythonSetting, trail: readonly Place[]): Judged | undefined {
  const idp = within(saml, 'idp')
  if (idp === undefined) return undefined
  const several = within(idp, 'x509certMulti', 'signing')
  const certificate = asSetting(within(idp, 'x509cert'))
  const certificateLine = certificate?.trail
  if (isGiven(certificate) || (several?.kind === 'items' && several.items.length > 0)) return undefined
  const fingerprint = asSetting(within(idp, 'certFingerprint'))
  if (isGiven(fingerprint)) {
    const algorithm = asSetting(within(idp, 'certFingerprintAlgorithm'))?.value ?? 'sha1'
    return {
      key: 'idp.certFingerprint',
      stake: 'takeover',
      verdict: 'unsafe',
      basis: 'configured',
      trail: fingerprint.trail,
      message: `SAML answers are checked against a fingerprint (${algorithm === 'sha1' ? 'SHA-1, which can be forged' : 'of a certificate that the answer itself brings'}) instead of the certificate.`,
      actual: 'certFingerprint is set, x509cert is not',
      expected: 'idp.x509cert',
      fix: 'put the whole certificate into idp.x509cert and remove certFingerprint',
    }
  }
  return {
    key: 'idp.x509cert',
    stake: 'takeover',
    verdict: 'unsafe',
    basis: 'default',
    trail: certificateLine ?? [...trailOf(idp), ...trail.slice(1)],
    message: 'SAML answers are checked against no certificate: there is none of the identity provider.',
    actual: 'idp.x509cert is empty',
    expected: 'the certificate of the identity provider',
    fix: 'put the certificate into idp.x509cert',
  }
}

/** The certificates themselves, where they stand in the settings. */
function certificates(saml: PythonSetting, key: string): readonly Observation[] {
  const several = within(saml, 'idp', 'x509certMulti', 'signing')
  const all = [within(saml, 'idp', 'x509cert'), ...(several?.kind === 'items' ? several.items : [])]
  return all.flatMap((each) => {
    const certificate = asSetting(each)
    return certificate === undefined ? [] : certificateFaults(`${key}.idp.x509cert`, certificate.value, certificate.trail)
  })
}

/** What signatures are asked for: without either, one of the two in an answer is enough, chosen by who made the answer. */
function wanted(saml: PythonSetting, trail: readonly Place[]): Judged {
  const security = within(saml, 'security')
  const assertions = within(security, 'wantAssertionsSigned')
  const isOn = assertions === undefined ? false : switchOf(assertions)
  const line = assertions ?? security
  return {
    key: 'security.wantAssertionsSigned',
    stake: 'defence',
    ...verdictOf(isOn),
    basis: assertions === undefined ? 'default' : 'configured',
    trail: line === undefined ? lastLine(saml, trail) : trailOf(line),
    message: `SAML assertions need not be signed${security === undefined ? ' (there is no security block)' : ''}: unsigned ones pass inside a signed message, and wrapping attacks have it easier.`,
    actual: assertions === undefined ? 'wantAssertionsSigned is not set' : `wantAssertionsSigned=${told(assertions)}`,
    expected: 'wantAssertionsSigned = True',
    fix: 'set security.wantAssertionsSigned to True',
  }
}

/** A block that is not there would stand at the end. */
function lastLine(saml: PythonSetting, trail: readonly Place[]): readonly Place[] {
  const idp = within(saml, 'idp')
  return idp === undefined
    ? trail
    : [
        ...trailOf(idp)
          .slice(0, 1)
          .map(({ file, line }) => ({ file, line })),
        ...trail.slice(1),
      ]
}

/** The service provider's own key: it signs requests, and assertions can be encrypted for it. */
function own(saml: PythonSetting, trail: readonly Place[]): Judged | undefined {
  const signs = switchOf(within(saml, 'security', 'authnRequestsSigned'))
  const secret = within(saml, 'sp', 'privateKey')
  if (signs === true || secret === undefined || isGiven(asSetting(secret))) return undefined
  return {
    key: 'sp.privateKey',
    stake: 'defence',
    verdict: 'unsafe',
    basis: 'configured',
    trail: [...trailOf(secret), ...trail.slice(1)],
    message: 'SAML requests are unsigned and assertions cannot be encrypted: the service provider has no key of its own.',
    actual: 'sp.privateKey is empty',
    expected: 'a key and a certificate of the service provider, and authnRequestsSigned = True',
    fix: 'give sp.x509cert and sp.privateKey (or certs/sp.crt and certs/sp.key), and set security.authnRequestsSigned to True',
  }
}

function algorithms(saml: PythonSetting): readonly Judged[] {
  const weak = ['signatureAlgorithm', 'digestAlgorithm'].flatMap((name): readonly Judged[] => {
    const value = asSetting(within(saml, 'security', name))
    if (value === undefined || !/sha1$|md5$/i.test(value.value)) return []
    return [
      {
        key: `security.${name}`,
        stake: 'defence',
        verdict: 'unsafe',
        basis: 'configured',
        trail: value.trail,
        message: `SAML messages are signed with SHA-1, which can be forged (${name}).`,
        actual: `${name} is SHA-1`,
        expected: 'SHA-256',
        fix: `set security.${name} to the address of rsa-sha256 or sha256, or remove it`,
      },
    ]
  })
  const refuses = within(saml, 'security', 'rejectDeprecatedAlgorithm')
  if (refuses === undefined || switchOf(refuses) !== false) return weak
  const accepted: Judged = {
    key: 'security.rejectDeprecatedAlgorithm',
    stake: 'defence',
    verdict: 'unsafe',
    basis: 'configured',
    trail: trailOf(refuses),
    message: 'SAML answers that are signed with SHA-1 are taken.',
    actual: `rejectDeprecatedAlgorithm=${told(refuses)}`,
    expected: 'rejectDeprecatedAlgorithm = True',
    fix: 'set security.rejectDeprecatedAlgorithm to True',
  }
  return [...weak, accepted]
}

/** Where the browser carries messages to: over plain HTTP they are read and changed on the way. */
function addresses(saml: PythonSetting): readonly Judged[] {
  const all = [
    ['sp', 'assertionConsumerService'],
    ['idp', 'singleSignOnService'],
    ['idp', 'singleLogoutService'],
  ] as const
  return all.flatMap(([side, service]): readonly Judged[] => {
    const url = asSetting(within(saml, side, service, 'url'))
    if (url === undefined || !/^http:\/\/(?!localhost\b|127\.)/i.test(url.value)) return []
    return [
      {
        key: `${side}.${service}.url`,
        stake: 'traffic',
        verdict: 'unsafe',
        basis: 'configured',
        trail: url.trail,
        message: `SAML messages travel over plain HTTP to the ${service} of the ${side === 'sp' ? 'service provider' : 'identity provider'}.`,
        actual: 'http://',
        expected: 'https://',
        fix: `use https in ${side}.${service}.url`,
      },
    ]
  })
}

function verdictOf(isOn: boolean | undefined): Pick<Observation, 'verdict'> {
  return { verdict: isOn === undefined ? 'unknown' : isOn ? 'safe' : 'unsafe' }
}

function told(value: PythonSetting): string {
  const isOn = switchOf(value)
  return isOn === undefined ? 'not known here' : isOn ? 'True' : 'False'
}
