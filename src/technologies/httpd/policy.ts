import type { Observation } from '../../model/technology.ts'
import type { Block, Directive } from './directives.ts'
import { hostOf } from './directives.ts'

/** What a virtual host with TLS, or one that passes requests on, says and leaves out (Apache 2.4 manual, mod_ssl, mod_headers, mod_proxy). */
export function policyObservations(all: readonly Directive[]): readonly Observation[] {
  const hosts = [...new Set(all.flatMap((each) => hostOf(each) ?? []))]
  const written = all.find((each) => each.name === 'sslprotocol' && hostOf(each) === undefined)
  // said for all hosts, of which none is here
  if (hosts.length === 0 && written !== undefined) return protocols(written, () => written)
  return hosts.flatMap((host) => {
    const inForce = (name: string, fits: (args: readonly string[]) => boolean = () => true): Directive | undefined =>
      all.findLast((each) => each.name === name && hostOf(each) === host && fits(each.args)) ??
      all.findLast((each) => each.name === name && hostOf(each) === undefined && fits(each.args))
    const isTls = /^(?:on|optional)$/i.test(inForce('sslengine')?.args[0] ?? '')
    const passes = all.some((each) => hostOf(each) === host && /^(?:proxypass|proxypassmatch|balancermember)$/.test(each.name))
    return [...(isTls ? [...protocols(host, inForce), ...transport(host, inForce)] : []), ...(isTls && passes ? scheme(host, inForce) : [])]
  })
}

type InForce = (name: string, fits?: (args: readonly string[]) => boolean) => Directive | undefined

const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

/** The versions that SSLProtocol leaves: words from left to right, and one without a sign starts anew (tried with 2.4.71). */
export function offered(args: readonly string[]): readonly string[] {
  let on = new Set<string>()
  for (const word of args) {
    const sign = /^[+-]/.exec(word)?.[0] ?? ''
    const name = word.slice(sign.length).toLowerCase()
    const meant = versions.filter((version) => name === 'all' || version.toLowerCase() === name)
    if (sign === '') on = new Set(meant)
    else
      for (const version of meant) {
        if (sign === '+') on.add(version)
        else on.delete(version)
      }
  }
  return versions.filter((version) => on.has(version))
}

function protocols(host: Pick<Block, 'from'>, inForce: InForce): readonly Observation[] {
  const base = {
    concern: 'tls-policy',
    key: 'SSLProtocol',
    expected: 'TLSv1.2 and TLSv1.3',
    fix: 'write SSLProtocol -all +TLSv1.2 +TLSv1.3',
  } as const
  const written = inForce('sslprotocol')
  if (written === undefined)
    return [
      {
        ...base,
        verdict: 'unsafe',
        basis: 'default',
        stake: 'defence',
        trail: host.from.trail,
        message: 'No SSLProtocol is set: what Apache offers is left to its library, TLS 1.0 and 1.1 too where that has them (2.4: all -SSLv3)',
        actual: 'SSLProtocol is not set',
      },
    ]
  const old = offered(written.args).filter((version) => version === 'TLSv1' || version === 'TLSv1.1')
  return [
    {
      ...base,
      verdict: old.length > 0 ? 'unsafe' : 'safe',
      basis: 'configured',
      stake: 'traffic',
      trail: written.from.trail,
      message: 'Apache accepts versions of TLS that are broken',
      actual: `SSLProtocol ${written.args.join(' ')}`,
    },
  ]
}

function transport(host: Block, inForce: InForce): readonly Observation[] {
  const header = inForce('header', (args) => args.some((word) => word.toLowerCase() === 'strict-transport-security'))
  return [
    {
      concern: 'security-headers',
      key: 'Strict-Transport-Security',
      stake: 'defence',
      verdict: header === undefined ? 'unsafe' : 'safe',
      basis: header === undefined ? 'default' : 'configured',
      trail: (header ?? host).from.trail,
      message: "The TLS site sends no Strict-Transport-Security: a browser's first plain request can be taken over",
      actual: header === undefined ? 'not sent' : 'sent',
      expected: 'Header always set Strict-Transport-Security "max-age=31536000"',
      fix: 'write Header always set Strict-Transport-Security "max-age=31536000"',
    },
  ]
}

function scheme(host: Block, inForce: InForce): readonly Observation[] {
  const header = inForce('requestheader', (args) => args.some((word) => word.toLowerCase() === 'x-forwarded-proto'))
  return [
    {
      concern: 'proxy-trust',
      key: 'X-Forwarded-Proto',
      stake: 'hygiene',
      verdict: header === undefined ? 'unsafe' : 'safe',
      basis: header === undefined ? 'default' : 'configured',
      trail: (header ?? host).from.trail,
      message: 'The program behind is not told that the browser came over TLS: it makes links and cookies for plain HTTP',
      actual: header === undefined ? 'not passed on' : 'passed on',
      expected: 'RequestHeader set X-Forwarded-Proto "https"',
      fix: 'write RequestHeader set X-Forwarded-Proto "https"',
    },
  ]
}
