import type { Component, Deployment, Listener } from '../../model/graph.ts'
import { view } from '../../model/fact.ts'
import { canonicalHost } from '../paths/host.ts'

/** What a guard could stand in front of: a program that speaks HTTP and can be reached from outside its zones. */
interface Door {
  readonly component: Component
  readonly listener: Listener
  readonly host: string
  /** Where the guard asks it, host and port. */
  readonly address: string
  readonly isNamed: boolean
}

/**
 * A first guard.yaml for a deployment: a site for each door, a right for each caller that is known. Nothing of it is public; people decide what
 * is.
 * @param trial folder of a trial, absolute: then it works on one machine as it is, with names below `localhost`, one account of the guard's own,
 * and all its files there
 */
export function proposal(deployment: Deployment, trial?: string): string | undefined {
  const isTrial = trial !== undefined
  const doors = doorsOf(deployment, isTrial)
  if (doors.length === 0) return undefined
  const name = short(deployment.name)
  const files = trial ?? '/etc/ringwall'
  const secret = (named: string): string => JSON.stringify(`file:${files}/${named}`)
  return [
    isTrial
      ? `# A trial of ${oneLine(deployment.name)} on this machine: ringwall guard prepare, then: ringwall guard up`
      : `# A proposal for ${oneLine(deployment.name)}: read it, put real names and files in, then: ringwall guard check`,
    'guard: 1',
    `name: ${name}`,
    ...(isTrial ? ['listen: { addresses: [127.0.0.1], https: 8443, http: 8880 }', `folder: ${quoted(`${files}/run`)}`] : []),
    'tls:',
    '  profile: intermediate',
    `  certificate: { certificate: ${quoted(`${files}/${name}.crt`)}, key: ${quoted(`${files}/${name}.key`)} }`,
    `keys: { pepper: ${secret('pepper')} }`,
    `identity: { key: ${secret('identity.pem')} }`,
    ...(isTrial ? [`state: { file: ${quoted(`${files}/state.db`)} }`] : []),
    `audit: { ${isTrial ? `folder: ${quoted(`${files}/audit`)}, ` : ''}key: ${secret('audit.pem')}, secret: ${secret('audit.secret')} }`,
    ...(isTrial ? ['people:', `  local: { secret: ${secret('accounts.secret')} }`, `administrators: ["${trialPerson}"]`] : people(deployment)),
    ...rights(deployment, doors, isTrial),
    'sites:',
    ...doors.flatMap((door) => site(door)),
    '',
  ].join('\n')
}

const trialPerson = 'person:local:admin'

function doorsOf({ components, listeners }: Deployment, isTrial: boolean): readonly Door[] {
  const taken = new Set<string>()
  return listeners.flatMap((listener) => {
    const component = components.find(({ id }) => id === listener.component)
    const isOutside = ['loopback', 'unknown', 'host', 'internet'].includes(listener.exposure)
    if (component === undefined || listener.protocol !== 'http' || !isOutside || listener.redirects === true) return []
    const known = isTrial ? undefined : (listener.names ?? []).find((one) => canonicalHost(one) === one && one.includes('.'))
    const host = known ?? `${short(component.id)}.${isTrial ? 'localhost' : 'example.org'}`
    if (taken.has(host)) return []
    taken.add(host)
    const address = (isTrial ? published(listener) : undefined) ?? `${short(component.id)}:${listener.port}`
    return [{ component, listener, host, address, isNamed: isTrial || known !== undefined }]
  })
}

/** Where the program is reached from the machine itself. */
function published({ publications, exposure, port }: Listener): string | undefined {
  const there = publications.find((one) => one.port !== undefined)?.port
  if (there !== undefined) return `127.0.0.1:${there}`
  return exposure === 'loopback' || exposure === 'host' ? `127.0.0.1:${port}` : undefined
}

function site({ component, listener, host, address, isNamed }: Door): readonly string[] {
  const of = short(component.id)
  const tls = view(listener.tls)
  const isTls = tls.known && tls.value !== 'none'
  return [
    `  ${host}:${isNamed ? '' : ' # put its name here'}`,
    `    component: ${of}`,
    ...(isTls
      ? [`    upstream: { https: "${address}", authority: /etc/ringwall/ca.crt, name: ${of} }`]
      : [`    upstream: http://${address} # in plaintext: from the network of the two alone`]),
    '    routes:',
    `      - { path: /**, right: by-method, on: ${of} }`,
    // who opens a socket may send; its path is the beginning of what a proxy hands on, pages among it
    ...sockets(listener).map((path) => `      - { path: ${path}, right: write, on: ${of}, upgrade: websocket }`),
  ]
}

/** Paths of WebSockets as far as the settings tell, and a route can say them. */
function sockets({ sockets: paths = [] }: Listener): readonly string[] {
  return [...new Set(paths)].filter((path) => /^\/[A-Za-z0-9._~/-]+$/.test(path)).map((path) => `${path.replace(/\/$/, '')}/**`)
}

/** Other programs that ask one of the doors: each is a calling system with a key of its own. A proxy asks for others, and is none. */
function rights({ channels, components }: Deployment, doors: readonly Door[], isTrial: boolean): readonly string[] {
  const proxies = new Set(components.filter(({ role }) => role === 'proxy').map(({ id }) => id))
  const lines = doors.flatMap(({ component, listener }) => {
    const callers = channels
      .filter(({ from, to }) => to.kind === 'component' && to.listener === listener.id && from !== component.id && !proxies.has(from))
      .map(({ from }) => short(from))
    return [...new Set(callers)].toSorted().map((caller) => `  - { to: "system:${caller}", right: write, on: ${short(component.id)} }`)
  })
  if (isTrial) lines.unshift(...doors.map(({ component }) => `  - { to: "${trialPerson}", right: admin, on: ${short(component.id)} }`))
  const first = doors[0]
  const example = first === undefined || isTrial ? [] : [`  # - { to: "group:ldap:users", right: write, on: ${short(first.component.id)} }`]
  return lines.length === 0 ? ['rights: []', ...example] : ['rights:', ...lines, ...example]
}

/** A directory of the deployment itself is the first that is asked who somebody is. */
function people({ listeners }: Deployment): readonly string[] {
  const ldap = listeners.find(({ protocol }) => protocol === 'ldap')
  if (ldap === undefined) return ['# people: ldap, saml or oidc, as docs/guard.md has them']
  const of = short(ldap.component)
  return [
    'people:',
    '  ldap:',
    `    url: ldaps://${of}:636`,
    '    authority: /etc/ringwall/ca.crt',
    `    name: ${of}`,
    '    account: { dn: "cn=searcher,dc=example,dc=org", password: "file:/etc/ringwall/ldap.password" } # its own account, that may read alone',
    '    people: { base: "ou=people,dc=example,dc=org" }',
  ]
}

function short(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
  return plain === '' ? 'program' : plain
}

/** A path as a value of YAML. */
function quoted(path: string): string {
  return /^[A-Za-z0-9/._-]+$/.test(path) ? path : JSON.stringify(path)
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
}
