import { posix } from 'node:path'
import type { Gap } from '../../model/fact.ts'
import { byDefault, configured, holds } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { setting } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'
import { isPattern, matchingPaths } from '../../settings/matching.ts'
import { merged } from '../../settings/merged.ts'
import { lineObservations, transport } from './policy.ts'
import type { Line, Site } from './sites.ts'
import { sitesOf } from './sites.ts'

/** Its Caddyfile, with what that imports; no sites where it is none. */
export function configurationOf(input: ComponentInput, gaps: Gap[]): { readonly path: string; readonly sites: readonly Site[] } {
  const path = flag(commandLine(input), ['--config', '-c'])?.value?.value ?? '/etc/caddy/Caddyfile'
  const document = openDocument(input, path, gaps)
  if (document === undefined || path.endsWith('.json')) return { path, sites: [] }
  return { path, sites: sitesOf(document, (pattern, from) => importsOf(input, document, from, pattern, gaps)) }
}

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const stores = [{ path: '/data', holds: 'keys' as const }]
  const { path, sites: all } = configurationOf(input, gaps)
  if (all.length === 0) {
    gaps.push({ why: `${input.id}: what Caddy serves is not known: ${path} is not a Caddyfile that can be read`, place: input.at })
    return { stores, gaps }
  }
  const global = all.find(({ addresses }) => addresses.length === 0)
  const sites = all.filter(({ addresses }) => addresses.length > 0)
  const isManual = global?.lines.some(({ words }) => words[0] === 'auto_https' && words[1] === 'off') === true
  const listeners = new Map<number, ListenerReading>()
  for (const site of sites)
    for (const address of site.addresses)
      for (const reading of listen(site, address, isManual)) {
        const there = listeners.get(reading.port)
        const names = [...new Set([...(there?.names ?? []), ...(reading.names ?? [])])]
        const counted = there?.redirects === false ? there : reading
        listeners.set(reading.port, names.length === 0 ? counted : { ...counted, names })
      }
  const admin = global?.lines.find(({ words }) => words[0] === 'admin')
  return {
    listeners: [...listeners.values()],
    connections: sites.flatMap(upstreams),
    observations: merged([
      ...(admin === undefined ? [] : adminOf(admin.words[1] ?? '', admin.at)),
      ...lineObservations(all),
      ...sites
        .filter((site) => site.addresses.some((address) => listen(site, address, isManual).some(({ tls }) => holds(tls, 'required'))))
        .map(transport),
    ]),
    stores,
    image: { runsAs: 'root', healthcheck: false },
    gaps,
  }
}

/** Automatic HTTPS: a host name gets TLS on 443 and a redirect on 80; `http://` and a bare port stay clear text unless `tls` is said. */
function listen(site: Site, address: string, isManual: boolean): readonly ListenerReading[] {
  const [, scheme = '', rest = ''] = /^(?:(https?):\/\/)?([^/]*)/.exec(address) ?? []
  const { host, port } = splitHostPort(rest)
  const explicit = site.lines.some(({ words }) => words[0] === 'tls' && words[1] !== 'off')
  const isTls = scheme === 'https' || (scheme !== 'http' && (explicit || (port !== 80 && host !== '' && !isManual)))
  const login = site.lines.find(({ words }) => words[0] === 'basic_auth' || words[0] === 'basicauth' || words[0] === 'forward_auth')
  const authentication =
    login === undefined
      ? byDefault('delegated' as const, 'Caddy passes requests on unless a login is set', [site.at])
      : configured(login.words[0] === 'forward_auth' ? ('delegated' as const) : ('password' as const), [login.at])
  const names = host === '' || host.includes('{') ? {} : { names: [host] }
  const base = { protocol: 'http', purpose: 'application', authentication, trail: [site.at], ...names } as const
  const own: ListenerReading = {
    ...base,
    port: port ?? (isTls ? 443 : 80),
    tls: configured(isTls ? 'required' : 'none', [site.at]),
    redirects: onlyRedirects(site),
  }
  const alsoRedirects = isTls && !isManual && host !== '' && scheme === '' && port === undefined
  return alsoRedirects
    ? [own, { ...base, port: 80, tls: configured('none', [site.at], 'it only sends clients on to https'), redirects: true }]
    : [own]
}

/** It sends everybody to TLS, and does nothing else. */
export function onlyRedirects({ lines }: Site): boolean {
  return lines.length > 0 && lines.every(({ words: [name, to = ''] }) => name === 'redir' && to.startsWith('https://'))
}

/** Files of an `import`, relative to the file that says so; those that are not there are a gap. */
function importsOf(input: ComponentInput, document: Document, from: string, pattern: string, gaps: Gap[]): readonly Document[] {
  const path = pattern.startsWith('/') ? pattern : posix.join(posix.dirname(from), pattern)
  const found = (isPattern(path) ? matchingPaths(input, path) : [path]).flatMap((one) => openDocument(input, one, gaps) ?? [])
  if (found.length === 0 && !isPattern(path))
    gaps.push({ why: `${pattern} is imported and not among the files`, place: placeAt(document, { line: 1 }) })
  return found.slice(0, 200)
}

function upstreams(site: Site): readonly ConnectionReading[] {
  return site.lines.flatMap((line) => {
    const { words, at } = line
    if (words[0] !== 'reverse_proxy' && words[0] !== 'to') return []
    return words
      .slice(1)
      .filter((word) => /^(?:(?:https?|h2c):\/\/)?[\w.${}-]+(?::\d+)?$/.test(word) && !word.startsWith('/'))
      .map((word): ConnectionReading => {
        // the lines of this reverse_proxy's own block
        const own = words[0] === 'to' ? line.opener : line
        const inside = site.lines.filter(({ opener }) => opener !== undefined && (opener.at === own?.at || opener.opener?.at === own?.at))
        const said = (name: string): Line | undefined => inside.find((one) => one.words[0] === name)
        const skips = said('tls_insecure_skip_verify')
        const authority = said('tls_trusted_ca_certs')
        const certificate = said('tls_client_auth')
        const isTls = word.startsWith('https://') || said('tls') !== undefined || authority !== undefined || skips !== undefined
        const { host, port = isTls ? 443 : 80 } = splitHostPort(word.replace(/^[a-z0-9]+:\/\//, ''))
        return {
          protocol: 'http',
          host,
          port,
          encryption: configured(isTls ? 'required' : 'none', [at]),
          verification:
            isTls && skips !== undefined
              ? configured('none', [skips.at])
              : byDefault(isTls ? 'name' : 'none', isTls ? 'Caddy checks chain and name by default' : 'nothing is checked without TLS', [at]),
          authentication:
            certificate === undefined
              ? byDefault('delegated', 'Caddy passes on what the caller sends', [at])
              : configured('certificate', [certificate.at]),
          ...(authority?.words[1] === undefined ? {} : { authority: setting(authority.words[1], authority.at) }),
          key: 'reverse_proxy',
          trail: [at],
        }
      })
  })
}

function adminOf(address: string, at: Site['at']): readonly Observation[] {
  if (address === 'off' || isLoopback(splitHostPort(address).host)) return []
  return [
    {
      concern: 'remote-management',
      key: 'admin',
      verdict: 'unsafe',
      trail: [at],
      basis: 'configured',
      message: 'the admin API is open to the network without a login: whoever reaches it may change the whole configuration',
      actual: 'admin on a network address',
      expected: 'localhost:2019 or off',
      fix: 'remove the admin option, or set it to off',
      want: 'localhost:2019',
      stake: 'takeover',
      port: splitHostPort(address).port ?? 2019,
    },
  ]
}
