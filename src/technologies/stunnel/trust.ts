import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Authentication, Verification } from '../../model/vocabulary.ts'
import type { Option, Service } from './services.ts'
import { every, isYes, last } from './services.ts'

/** What is asked of the other side's certificate, as the options leave it one after the other. */
interface Asked {
  readonly chain: boolean
  /** The certificate itself is among those that are trusted. */
  readonly pinned: boolean
  readonly required: boolean
  readonly trail: readonly Place[]
}

/** `verify` is the old way to say what verifyChain, verifyPeer and requireCert say; the later line wins (stunnel 5.68). */
export function asked(options: readonly Option[]): Asked {
  let [chain, pinned, required]: [boolean, boolean, boolean] = [false, false, false]
  let trail: readonly Place[] = []
  for (const { name, value } of options) {
    const on = isYes(value)
    if (name === 'verify') {
      const level = Number(value.value)
      chain = level >= 1 && level <= 3
      pinned = level >= 3
      required = level >= 2
    } else if (name === 'verifychain') {
      chain = on
      required ||= on
    } else if (name === 'verifypeer') {
      pinned = on
      required ||= on
    } else if (name === 'requirecert') required = on
    else continue
    trail = value.trail
  }
  return { chain, pinned, required, trail }
}

const subjects = ['checkhost', 'checkip', 'checkemail']

/**
 * What a client checks of the server. A pinned certificate is the name and more. A shared key alone proves nothing: a server that shows
 * any certificate instead is taken as well, unless TLS 1.3 is off and `ciphers` leaves nothing but PSK (tried with 5.68).
 */
export function verificationOf({ at, options }: Service): Fact<Verification> {
  const { chain, pinned, trail } = asked(options)
  if (pinned) return configured('name', trail)
  const named = every(options, ...subjects)
  if (chain && named.length > 0) return configured('name', [...named[0]!.trail, ...trail])
  if (chain) return configured('chain', trail, 'stunnel does not hold the certificate against the name in connect: checkHost is not set')
  if (onlySharedKey(options)) return configured('name', last(options, 'psksecrets')!.trail, 'only who has the shared key is talked to')
  if (trail.length > 0) return configured('none', trail)
  const trusted = last(options, 'cafile', 'capath')
  if (trusted !== undefined)
    return configured(
      'none',
      [...at.trail.slice(0, 1), ...trusted.trail],
      'trusted certificates are named, but without verifyChain or verifyPeer nothing is held against them',
    )
  return byDefault('none', 'stunnel checks nothing unless verifyChain or verifyPeer is set (all versions)', at.trail)
}

function onlySharedKey(options: readonly Option[]): boolean {
  const ciphers = last(options, 'ciphers')?.value ?? ''
  const newest = last(options, 'sslversionmax', 'sslversion')?.value ?? 'all'
  return (
    last(options, 'psksecrets') !== undefined && /^(?:[A-Za-z0-9-]*PSK[A-Za-z0-9-]*(?::|$))+$/.test(ciphers) && /^TLSv1(?:\.[12])?$/i.test(newest)
  )
}

/** Whom a server lets through. */
export function admission({ at, options }: Service): Fact<Authentication> {
  const { chain, pinned, required, trail } = asked(options)
  if ((chain || pinned) && required) return configured('certificate', trail)
  const secrets = last(options, 'psksecrets')
  // with a certificate of its own it talks to those without the key as well
  if (secrets !== undefined && last(options, 'cert') === undefined) return configured('password', secrets.trail)
  return byDefault('delegated', 'stunnel passes on what it decrypts, and the program behind it decides who may', at.trail)
}

/** How a client says who it is. */
export function credential(options: readonly Option[], at: Setting): Fact<Authentication> {
  const own = last(options, 'cert')
  if (own !== undefined) return configured('certificate', own.trail)
  const secrets = last(options, 'psksecrets')
  if (secrets !== undefined) return configured('password', secrets.trail)
  return byDefault('delegated', 'stunnel passes on what its own clients send', at.trail)
}
