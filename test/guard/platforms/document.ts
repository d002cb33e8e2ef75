import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { call, project } from '../../in-process.ts'

type Data = Record<string, unknown>

/** What people decide when they have read a proposal: for the sites of all five platforms, and who may do what. */
const decided: Readonly<Record<string, Data>> = {
  'server.example.org': { 'user-header': 'Coopr-UserID', strip: ['Coopr-TenantID', 'Coopr-ApiKey'] },
  'connector.example.org': { inject: { header: 'X-API-KEY', secret: 'NATIVE' } },
}

const routes: Readonly<Record<string, readonly Data[]>> = {
  'cornflow.example.org': [
    { path: '/health', public: true },
    { path: '/login', public: true, methods: ['POST'], rate: 20 },
    { path: '/signup', closed: true },
    { path: '/user/recover-password', public: true, methods: ['POST'], rate: 2 },
  ],
  'connector.example.org': [
    { path: '/health', public: true },
    { path: '/Monitoring/**', closed: true },
  ],
  'router.example.org': [
    { path: '/health', public: true },
    { path: '/payments/**', right: 'by-method', on: 'payments' },
    { path: '/accounts/**', right: 'admin', on: 'merchants' },
    { path: '/webhooks/**', public: true, methods: ['POST'], rate: 60 },
  ],
  'vault.example.org': [{ path: '/custodian/**', closed: true }],
}

const rights: readonly Data[] = [
  ...['nginx', 'cornflow', 'ui'].map((on) => ({ to: 'group:ldap:planners', right: 'write', on })),
  { to: 'system:erp', right: 'write', on: 'connector' },
  { to: 'system:monitoring', right: 'read', on: 'connector' },
  { to: 'system:shop', right: 'write', on: 'payments' },
]

const platforms = ['corridor', 'coopr', 'cornflow', 'enmeshed', 'hyperswitch'] as const

export interface Wanted {
  /** Where the program of a component listens; a site whose component has none is left out. */
  readonly upstream: (component: string) => string | undefined
  readonly people: Data
  readonly native: string
  /** What is of this machine: folder, ports, certificate, secrets. */
  readonly own: string
}

/** One guard.yaml of what `ringwall guard init` proposes for the weak examples, with real addresses and what people decided. */
export async function guardOf({ upstream, people, native, own }: Wanted): Promise<string> {
  const sites: Data = {}
  const all: Data[] = [...rights]
  for (const platform of platforms) {
    const { stdout, stderr, exit } = await call(['guard', 'init', join('examples', platform, 'weak')], project)
    if (exit !== 0) throw new Error(`${platform}: ${stderr}`)
    const proposed = parse(stdout) as { readonly rights?: readonly Data[]; readonly sites: Readonly<Record<string, Data & { routes: Data[] }>> }
    all.push(...(proposed.rights ?? []))
    for (const [host, site] of Object.entries(proposed.sites)) {
      const address = upstream(String(site['component']))
      if (address === undefined) continue
      sites[host] = { ...site, upstream: address, routes: [...site.routes, ...(routes[host] ?? [])], ...decided[host] }
    }
  }
  return `${own}\n${stringify({ people, rights: all, sites }).replaceAll('NATIVE', native)}`
}
