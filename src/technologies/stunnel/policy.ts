import type { DeadKey, Observation } from '../../model/technology.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import type { Option, Service } from './services.ts'
import { every, isYes, last } from './services.ts'
import { asked } from './trust.ts'

const isOld = (value: string): boolean => /^(?:all|SSLv[23]|TLSv1(?:\.[01])?)$/i.test(value)
const isWeak = (name: string): boolean => !/^[!-]/.test(name) && /RC4|DES|NULL|EXP|MD5|^\+?LOW|^(?:ALL|aNULL|eNULL|ADH)$/i.test(name)

/** stunnel 5; each service inherits what stands in front of the first section. */
const rules: readonly SettingRule[] = [
  {
    key: 'sslVersionMin',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: isOld,
    message: 'versions of TLS that are broken are offered as soon as the library has them',
    expected: 'TLSv1.2',
    fix: 'write sslVersionMin = TLSv1.2',
  },
  {
    key: 'sslVersion',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => isOld(value) && value.toLowerCase() !== 'all',
    message: 'one version of TLS is spoken, and it is broken',
    expected: 'sslVersionMin = TLSv1.2',
    fix: 'replace sslVersion with sslVersionMin = TLSv1.2',
  },
  {
    key: 'ciphers',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => value.split(/[:, ]/).some(isWeak),
    message: 'weak cipher suites are offered',
    expected: 'forward-secret AEAD suites',
    fix: 'leave ciphers out, or list ECDHE suites with GCM or CHACHA20 alone',
  },
  {
    key: 'securityLevel',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /^[01]$/.test(value),
    message: 'keys and ciphers below 112 bits are taken',
    expected: '2 or more',
    fix: 'remove securityLevel: 2 is the default',
  },
  {
    key: 'debug',
    concern: 'debug-mode',
    stake: 'hygiene',
    unsafe: (value) => /^(?:\w+\.)?(?:7|debug)$/i.test(value),
    message: 'the log is that of the developers: every step of every handshake',
    expected: 'notice',
    fix: 'remove debug, or write debug = notice',
  },
]

export function observations({ at, options }: Service): readonly Observation[] {
  const server = !isYes(last(options, 'client'))
  return [
    ...observe(rules, (key) => last(options, key.toLowerCase()), at.trail[0]!),
    ...openedVersions(options),
    ...(server ? halfAsked(options) : []),
  ]
}

/** `options = -NO_SSLv3` takes back what stunnel switches off itself. */
function openedVersions(options: readonly Option[]): readonly Observation[] {
  return every(options, 'options').flatMap((value): readonly Observation[] =>
    /^-\s*NO_SSLv[23]$/i.test(value.value)
      ? [
          {
            concern: 'tls-policy',
            key: 'options',
            stake: 'traffic',
            verdict: 'unsafe',
            basis: 'configured',
            trail: value.trail,
            message: 'a version of SSL that is broken is switched on again',
            actual: `options = ${value.value}`,
            expected: 'NO_SSLv2 and NO_SSLv3, as by default',
            fix: 'remove the line, and write sslVersionMin = TLSv1.2',
          },
        ]
      : [],
  )
}

function halfAsked(options: readonly Option[]): readonly Observation[] {
  const { chain, pinned, required, trail } = asked(options)
  if (!(chain || pinned) || required) return []
  return [
    {
      concern: 'client-certificate',
      key: 'requireCert',
      stake: 'defence',
      verdict: 'unsafe',
      basis: 'configured',
      trail,
      message: 'a client without a certificate is let in as well',
      actual: 'certificates are checked where there is one',
      expected: 'verifyChain = yes, which asks every client for one',
      fix: 'write verifyChain = yes and no requireCert = no behind it',
    },
  ]
}

/** A server that names whom it trusts, and asks no client for a certificate. */
export function deadKeys({ options }: Service): readonly DeadKey[] {
  const { chain, pinned } = asked(options)
  const trusted = last(options, 'cafile', 'capath')
  if (trusted === undefined || chain || pinned || isYes(last(options, 'client'))) return []
  return [
    {
      key: options.findLast(({ value }) => value === trusted)?.name === 'cafile' ? 'CAfile' : 'CApath',
      trail: trusted.trail,
      why: 'without verifyChain or verifyPeer no client is asked for a certificate',
      fix: 'write verifyChain = yes',
      stake: 'defence',
    },
  ]
}
