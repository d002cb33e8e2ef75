import type { Access, Route, SecretSource, Site, Upstream } from '../model/site.ts'
import { bodyRule } from './bodies.ts'
import type { RouteFile, SiteFile } from './file.ts'
import { bytes, seconds } from './units.ts'
import { usualMethods } from './words.ts'

/** A site as everything else sees it. */
export function siteOf(host: string, site: SiteFile, line: number, lineOf: (route: number) => number): Site {
  const limits = {
    body: bytes(site.body),
    readTimeout: seconds(site['read-timeout']),
    connectionsPerAddress: site['connections-per-address'],
    tries: site.tries,
    ...(site['requests-per-second'] === undefined ? {} : { requestsPerSecond: site['requests-per-second'] }),
  }
  const { headers } = site
  return {
    host,
    component: site.component ?? host.replaceAll(/[^a-z0-9-]/g, '-'),
    upstream: upstreamOf(site.upstream),
    ...(site.tls === undefined ? {} : { certificate: site.tls }),
    routes: site.routes.map((route, index) => routeOf(host, route, limits.body, lineOf(index))),
    limits,
    headers: {
      hsts: seconds(headers.hsts),
      ...(headers.policy === undefined ? {} : { policy: headers.policy }),
      policyMode: headers['policy-mode'],
      frame: headers.frame,
      referrer: headers.referrer,
      allow: headers.allow,
      opener: headers.opener,
      resource: headers.resource,
      embedder: headers.embedder,
    },
    cookies: {
      httpOnly: site.cookies['http-only'],
      readable: site.cookies.readable,
      ...(site.cookies['same-site'] === undefined ? {} : { sameSite: site.cookies['same-site'] }),
      sameSiteOf: site.cookies['same-site-of'],
    },
    origins: site.origins,
    ...(site['user-header'] === undefined ? {} : { userHeader: site['user-header'] }),
    strip: site.strip,
    line,
    ...(site.inject === undefined ? {} : { inject: { header: site.inject.header, secret: secretOf(site.inject.secret) } }),
  }
}

function routeOf(host: string, route: RouteFile, body: number, line: number): Route {
  const words = typeof route.body === 'object' ? route.body : undefined
  const size = typeof route.body === 'object' ? route.body.size : route.body
  const look = bodyRule(words)
  const methods = route.methods ?? (route.public === true ? ['GET', 'HEAD'] : usualMethods)
  return {
    id: `${host}${route.path}`,
    ...segmentsOfPattern(route.path),
    methods,
    access: accessOf(host, route),
    upgrade: route.upgrade !== undefined,
    body: size === undefined ? body : bytes(size),
    ...(look === undefined ? {} : { look }),
    ...(route.rewrite === undefined ? {} : { rewrite: route.rewrite }),
    ...(route.cors === undefined ? {} : { cors: { ...route.cors, methods: route.cors.methods ?? methods, maxAge: seconds(route.cors['max-age']) } }),
    ...(route.rate === undefined ? {} : { rate: route.rate }),
    ...(route.record === 'after' ? { recordedAfter: true } : {}),
    line,
  }
}

/** The segments of a path as routes write it. A slash at the end makes no difference; `/` has no segment. */
export function segmentsOfPattern(pattern: string): { readonly segments: readonly (string | undefined)[]; readonly below: boolean } {
  const below = pattern.endsWith('**')
  const written = (below ? pattern.slice(0, -2) : pattern).split('/').filter((one) => one !== '')
  return { below, segments: written.map((one) => (one === '*' ? undefined : one)) }
}

function accessOf(host: string, route: RouteFile): Access {
  if (route.public === true) return { kind: 'public' }
  if (route.closed === true) return { kind: 'closed' }
  return {
    kind: 'right',
    right: route.right ?? 'by-method',
    resource: route.on ?? `route:${host}${route.path}`,
    secondFactor: route['second-factor'] ?? false,
  }
}

function upstreamOf(upstream: SiteFile['upstream']): Upstream {
  if (typeof upstream !== 'string') {
    const { https, authority, name, client } = upstream
    return { kind: 'https', address: https, authority, name, ...(client === undefined ? {} : { certificate: client }) }
  }
  return upstream.startsWith('unix:')
    ? { kind: 'unix', address: upstream.slice('unix:'.length) }
    : { kind: 'http', address: upstream.slice('http://'.length) }
}

function secretOf(text: string): SecretSource {
  return text.startsWith('env:') ? { from: 'env', name: text.slice(4) } : { from: 'file', name: text.slice('file:'.length) }
}
