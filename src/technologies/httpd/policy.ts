import type { Observation, Remark } from '../../model/technology.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import type { Block, Directive } from './directives.ts'
import { hostOf } from './directives.ts'
import { inForce } from './force.ts'
import { missing, written } from './observation.ts'

const protocols: Remark = {
  concern: 'tls-policy',
  key: 'SSLProtocol',
  stake: 'traffic',
  expected: 'TLSv1.2 and TLSv1.3',
  fix: 'write SSLProtocol -all +TLSv1.2 +TLSv1.3',
  want: '-all +TLSv1.2 +TLSv1.3',
}
const ciphers: Remark = {
  concern: 'tls-policy',
  key: 'SSLCipherSuite',
  stake: 'traffic',
  expected: 'forward-secret AEAD suites',
  fix: 'leave SSLCipherSuite out, or list ECDHE suites with GCM or CHACHA20 alone',
  want: intermediate.ciphers.join(':'),
}
const transport: Remark = {
  concern: 'security-headers',
  key: 'Strict-Transport-Security',
  stake: 'defence',
  expected: 'Header always set Strict-Transport-Security "max-age=63072000"',
  fix: 'write Header always set Strict-Transport-Security "max-age=63072000"',
  want: 'max-age=63072000',
}
const clients: Remark = {
  concern: 'client-certificate',
  key: 'SSLVerifyClient',
  stake: 'hygiene',
  expected: 'require',
  fix: 'write SSLVerifyClient require',
}
const switches: readonly (readonly [string, string, string])[] = [
  ['sslcompression', 'SSLCompression', 'TLS compression is on: secrets in pages can be guessed by their size (CRIME)'],
  ['sslinsecurerenegotiation', 'SSLInsecureRenegotiation', 'clients may renegotiate without protection: others put requests in front of theirs'],
]

/** TLS of every virtual host that ends it: what it says, and what it leaves out (Apache 2.4 manual, mod_ssl and mod_headers). */
export function policyObservations(all: readonly Directive[]): readonly Observation[] {
  const hosts = [...new Set(all.flatMap((each) => hostOf(each) ?? []))]
  const main = inForce(all, [], 'sslprotocol')
  // said for all hosts, of which none is here
  if (hosts.length === 0 && main !== undefined) return [versionsOf(main)]
  return hosts.flatMap((host) => {
    const context = [host]
    if (!/^(?:on|optional)$/i.test(inForce(all, context, 'sslengine')?.args[0] ?? '')) return []
    const protocol = inForce(all, context, 'sslprotocol')
    return [
      protocol === undefined
        ? missing(
            libraryChoice,
            'unsafe',
            host,
            `${nameOf(all, host)} leaves its versions of TLS to Apache: 2.4 offers TLS 1.0 and 1.1 too where its library has them`,
          )
        : versionsOf(protocol),
      ...weakCiphers(inForce(all, context, 'sslciphersuite', ([first = '']) => !/^TLSv1\.3$/i.test(first))),
      ...switches.flatMap(([name, key, message]) => {
        const found = inForce(all, context, name)
        if (found === undefined || !/^on$/i.test(found.args[0] ?? '')) return []
        return [written({ ...protocols, key, expected: 'Off', fix: `write ${key} Off`, want: 'Off' }, 'unsafe', found, message, 'On')]
      }),
      ...asked(inForce(all, context, 'sslverifyclient')),
      hsts(all, host),
    ]
  })
}

/** What is left to the library is a second line: current ones refuse the old versions themselves. */
const libraryChoice: Remark = { ...protocols, stake: 'defence' }

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

function versionsOf(rule: Directive): Observation {
  const old = offered(rule.args).filter((version) => version === 'TLSv1' || version === 'TLSv1.1')
  const message = old.length > 0 ? `${old.join(' and ')} is offered although it is broken` : 'only current versions of TLS are offered'
  return written(protocols, old.length > 0 ? 'unsafe' : 'safe', rule, message, `SSLProtocol ${rule.args.join(' ')}`)
}

function weakCiphers(rule: Directive | undefined): readonly Observation[] {
  const list = rule?.args.find((word) => !/^SSL$/i.test(word)) ?? ''
  const weak = list.split(/[:, ]/).filter((name) => !/^[!-]/.test(name) && /RC4|DES|NULL|EXP|MD5|^\+?LOW|^(?:ALL|aNULL|eNULL|ADH)$/i.test(name))
  if (rule === undefined || weak.length === 0) return []
  return [written(ciphers, 'unsafe', rule, `weak cipher suites are offered: ${weak.join(', ')}`, weak.join(':'))]
}

function asked(rule: Directive | undefined): readonly Observation[] {
  const value = (rule?.args[0] ?? '').toLowerCase()
  if (rule === undefined || !value.startsWith('optional')) return []
  if (value === 'optional_no_ca')
    return [written({ ...clients, stake: 'defence' }, 'unsafe', rule, 'client certificates are asked for and not checked', value)]
  return [written(clients, 'unsafe', rule, 'a client without a certificate is let in as well', value)]
}

function hsts(all: readonly Directive[], host: Block): Observation {
  const header = inForce(all, [host], 'header', (args) => args.some((word) => word.toLowerCase() === 'strict-transport-security'))
  if (header === undefined || header.args.some((word) => /^unset$/i.test(word))) {
    const message = `the TLS site ${nameOf(all, host)} sends no Strict-Transport-Security: a browser's first plain request can be taken over`
    return missing(transport, 'unsafe', host, message, 'not sent')
  }
  const age = Number(/max-age="?(\d{1,12})/i.exec(header.args.join(' '))?.[1] ?? 0)
  if (age < 15_768_000) return written(transport, 'unsafe', header, 'Strict-Transport-Security lasts less than half a year', `max-age=${age}`)
  return written(transport, 'safe', header, 'browsers are told to use TLS only', `max-age=${age}`)
}

/** The name that people know the host by. */
function nameOf(all: readonly Directive[], host: Block): string {
  return all.find((each) => each.name === 'servername' && hostOf(each) === host)?.args[0] ?? (host.args.join(' ') || '(without a name)')
}
