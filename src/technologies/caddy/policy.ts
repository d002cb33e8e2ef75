import type { Concern, Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import type { Line, Site } from './sites.ts'

interface Rule {
  readonly concern: Concern
  readonly key: string
  readonly stake: Stake
  readonly unsafe: (line: Line) => boolean
  readonly message: string
  readonly expected: string
  readonly fix: string
  readonly want?: string | null
}

const identity =
  /^[+]?(?:x-)?(?:remote-?user|remote-?groups?|authenticated-?user(?:id)?|webauth-user|forwarded-(?:user|email|groups)|user(?:-?id|-?name)?|coopr-(?:userid|apikey|tenantid)|tenant-?id)$/i

/** Lines of sites and of the global options that weaken (Caddy 2.8, "Caddyfile directives" and "Global options"). */
const rules: readonly Rule[] = [
  {
    concern: 'anonymous-access',
    key: 'file_server browse',
    stake: 'defence',
    unsafe: ({ words }) => words[0] === 'file_server' && words.includes('browse'),
    message: 'folders are listed to everybody',
    expected: 'file_server without browse',
    fix: 'take browse out',
    want: 'off',
  },
  {
    concern: 'tls-policy',
    key: 'tls protocols',
    stake: 'traffic',
    unsafe: ({ words, within }) => within.includes('tls') && words[0] === 'protocols' && /^tls1\.[01]$/.test(words[1] ?? ''),
    message: 'versions of TLS are offered that are broken',
    expected: 'protocols tls1.2 tls1.3',
    fix: 'take the line out: tls1.2 and tls1.3 are what Caddy offers',
    want: 'tls1.2 tls1.3',
  },
  {
    concern: 'client-certificate',
    key: 'client_auth mode',
    stake: 'defence',
    unsafe: ({ words, within }) => within.includes('client_auth') && words[0] === 'mode' && /^(?:request|require)$/.test(words[1] ?? ''),
    message: 'client certificates are asked for and not checked',
    expected: 'require_and_verify',
    fix: 'write mode require_and_verify with a trust_pool',
  },
  {
    concern: 'client-certificate',
    key: 'client_auth mode',
    stake: 'hygiene',
    unsafe: ({ words, within }) => within.includes('client_auth') && words[0] === 'mode' && words[1] === 'verify_if_given',
    message: 'a client without a certificate is let in as well',
    expected: 'require_and_verify',
    fix: 'write mode require_and_verify',
  },
  {
    concern: 'proxy-trust',
    key: 'trusted_proxies',
    stake: 'defence',
    unsafe: ({ words }) => words[0] === 'trusted_proxies' && words.some((word) => /^(?:0\.0\.0\.0\/0|::\/0)$/.test(word)),
    message: 'every client may say what its address is',
    expected: 'the addresses of the proxies in front',
    fix: 'name the addresses of the proxies in front',
  },
  {
    concern: 'proxy-trust',
    key: 'header_up',
    stake: 'data',
    unsafe: ({ words }) =>
      words[0] === 'header_up' && identity.test(words[1] ?? '') && /\{(?:http\.request\.)?(?:header|query|cookie)\./.test(words[2] ?? ''),
    message: 'a header that says who the user is is made from what the client sends: anybody is who they say',
    expected: 'a name that Caddy checked, such as {http.auth.user.id}',
    fix: 'set the header from {http.auth.user.id}, or take it away with header_up -NAME',
  },
  {
    concern: 'data-in-logs',
    key: 'log_credentials',
    stake: 'defence',
    unsafe: ({ words }) => words[0] === 'log_credentials',
    message: 'access logs hold cookies and Authorization headers: who reads them may use them',
    expected: 'not set',
    fix: 'take log_credentials out',
    want: null,
  },
  {
    concern: 'debug-mode',
    key: 'debug',
    stake: 'hygiene',
    unsafe: ({ words, within }) => within.length === 0 && words.length === 1 && words[0] === 'debug',
    message: 'the log is written at the level of debugging',
    expected: 'not set',
    fix: 'take debug out',
    want: null,
  },
  {
    concern: 'cross-origin',
    key: 'Access-Control-Allow-Origin',
    stake: 'hygiene',
    unsafe: ({ words }) => words.some((word) => /^[+>?]?access-control-allow-origin$/i.test(word)) && words.at(-1) === '*',
    message: 'every web site may read the answers',
    expected: 'named origins',
    fix: 'allow only the origins that you own',
  },
]

export function lineObservations(sites: readonly Site[]): readonly Observation[] {
  return sites.flatMap(({ lines }) =>
    lines.flatMap((line) =>
      rules.flatMap(({ unsafe, ...rule }) =>
        unsafe(line) ? [{ ...rule, verdict: 'unsafe' as const, basis: 'configured' as const, trail: [line.at], actual: rule.key }] : [],
      ),
    ),
  )
}

/** A site with TLS that does not tell browsers to stay with it: Caddy adds no header of its own. */
export function transport(site: Site): Observation {
  const line = site.lines.find(
    ({ words, within }) =>
      (words[0] === 'header' || within.includes('header')) && words.some((word) => /^[+>?]?strict-transport-security$/i.test(word)),
  )
  return {
    concern: 'security-headers',
    key: 'Strict-Transport-Security',
    verdict: line === undefined ? 'unsafe' : 'safe',
    basis: line === undefined ? 'default' : 'configured',
    trail: [(line ?? site).at],
    message: `the TLS site ${site.addresses[0] ?? ''} sends no Strict-Transport-Security: a browser's first plain request can be taken over`,
    actual: line === undefined ? 'not sent' : 'sent',
    expected: 'header Strict-Transport-Security "max-age=63072000"',
    fix: 'write header Strict-Transport-Security "max-age=63072000; includeSubDomains"',
    want: 'max-age=63072000',
    stake: 'defence',
  }
}
