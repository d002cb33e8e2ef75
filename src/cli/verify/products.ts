import { view } from '../../model/fact.ts'
import type { InFront } from '../../engine/verify/proxies.ts'
import type { DoorQuestion } from '../../model/doors.ts'
import type { Component, Listener } from '../../model/graph.ts'
import type { Technology } from '../../model/technology.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import { accountProbe } from '../../probes/http/behind-login.ts'
import { crossSite } from '../../probes/http/cross-site.ts'
import { doorProbe } from '../../probes/http/doors.ts'
import { logInPages } from '../../probes/http/log-in-pages.ts'
import type { Probe } from '../../probes/probe.ts'
import { roundTheProxy } from '../../probes/http/round-the-proxy.ts'
import { samlMetadata } from '../../probes/http/saml-metadata.ts'
import { webSockets } from '../../probes/http/web-sockets.ts'
import { judgePublished } from '../../technologies/saml/published.ts'
import type { NamedPath } from './paths.ts'

/** What is known of products. */
export type Kinds = readonly Pick<Technology, 'id' | 'questions' | 'surface' | 'accountQuestions' | 'products'>[]

type Kind = Pick<Technology, 'id' | 'questions' | 'surface' | 'accountQuestions'>

/** What is HTTP underneath, and the product that nearly always speaks it, for a target of which nothing else is known. */
const overHttp: Readonly<Partial<Record<Protocol, string>>> = {
  docker: 'docker-engine',
  elasticsearch: 'elasticsearch',
  etcd: 'etcd',
  http: '',
  influxdb: 'influxdb',
  loki: 'loki',
  s3: 'minio',
}

export function isOverHttp(protocol: Protocol): boolean {
  return overHttp[protocol] !== undefined
}

/** The product that nearly always speaks a protocol, for a target of which nothing else is known. */
export function usualProduct(protocol: Protocol): string | undefined {
  const others: Readonly<Partial<Record<Protocol, string>>> = {
    amqp: 'rabbitmq',
    ldap: 'openldap',
    mysql: 'mysql',
    postgres: 'postgres',
    redis: 'redis',
  }
  return overHttp[protocol] ?? others[protocol]
}

/** Questions of the product behind a listener and of paths that the user names, and whether it is reached beside its proxy; beside those of its protocol. */
export function products(
  kinds: Kinds,
  product: Partial<Pick<Component, 'technology' | 'title'>>,
  listener: Pick<Listener, 'protocol' | 'authentication' | 'sockets'>,
  inFront: readonly InFront[],
  named: readonly NamedPath[] = [],
): readonly Probe[] {
  const usual = overHttp[listener.protocol]
  if (usual === undefined) return []
  const kind = kindOf(kinds, product, usual)
  const declared = view(listener.authentication)
  return [
    ...(kind?.questions === undefined ? [] : [doorProbe(kind.id, kind.questions, declared.known ? declared.value : undefined)]),
    ...surface(kind, listener, named),
    ...(kind?.accountQuestions === undefined ? [] : [accountProbe(kind.id, kind.accountQuestions)]),
    ...inFront.map(roundTheProxy),
  ]
}

/** The product itself, else the member of a family: by the id that the call names, or by the title that files tell. */
function kindOf(kinds: Kinds, { technology, title }: Partial<Pick<Component, 'technology' | 'title'>>, usual: string): Kind | undefined {
  const id = technology === undefined || technology === 'target' ? usual : technology
  const own = kinds.find((each) => each.id === id)
  const named = kinds.flatMap(({ products: members = [] }) => members).find((each) => each.id === id)
  return own?.products?.find((each) => each.title === title) ?? own ?? named
}

function surface(kind: Kind | undefined, { sockets = [] }: Pick<Listener, 'sockets'>, named: readonly NamedPath[]): readonly Probe[] {
  const by = (wanted: NamedPath['kind']): readonly string[] => named.flatMap(({ kind: is, path }) => (is === wanted ? [path] : []))
  const { logInPages: pages = [], samlMetadata: metadata = [], sockets: own = [], changes = [] } = kind?.surface ?? {}
  const all = {
    apis: by('api').map(api),
    pages: [...new Set([...pages, ...by('log-in')])],
    metadata: [...new Set([...metadata, ...by('saml')])],
    sockets: [...own, ...[...new Set([...sockets, ...by('websocket')])].map((path) => ({ path, opens: 'what is declared there' }))],
  }
  return [
    ...(all.apis.length === 0 ? [] : [doorProbe('api', all.apis)]),
    ...(all.pages.length === 0 ? [] : [logInPages(all.pages)]),
    ...(all.metadata.length === 0 ? [] : [samlMetadata(all.metadata, judgePublished)]),
    ...(all.sockets.length === 0 ? [] : [webSockets(all.sockets)]),
    ...(changes.length === 0 ? [] : [crossSite(changes)]),
  ]
}

/** An interface that answers nobody without a key, nor with one that was made up. */
function api(path: string): DoorQuestion {
  return {
    path,
    opens: 'the API',
    open: { status: [200, 201, 202, 203, 204, 206] },
    key: [{ header: 'Authorization', prefix: 'Bearer ' }, { header: 'X-API-Key' }],
    login: 'token',
  }
}
