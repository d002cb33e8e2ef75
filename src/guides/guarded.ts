import type { GuardAbility, Selector } from '../model/guide.ts'
import { by } from './select.ts'

const of = (controls: string, ...keys: readonly string[]): readonly Selector[] => by(controls, { technology: ['ringwall-guard'], key: keys })

/**
 * What the guard does for the programs behind it: what of guard.yaml shows it, the probes of `verify` that see it on the wire, and the live
 * tests that attack it. `npm run attack` runs those.
 */
export const abilities: Readonly<Record<string, GuardAbility>> = {
  tls: {
    does: 'it serves TLS by a profile of Mozilla, and sends plain HTTP on to it',
    answeredBy: of('listener/tls-policy', 'tls.profile'),
    verify: ['tls/policy', 'http/redirect'],
    attacks: ['guard-nginx'],
    instead: true,
  },
  front: {
    does: 'what no route names is refused, and nobody gets past a route without its right',
    answeredBy: of('listener/anonymous-access', 'sites.routes'),
    verify: ['http/round-the-proxy', '*/doors'],
    attacks: ['guard-nginx', 'guard-run'],
    instead: true,
  },
  host: {
    does: 'a host that is not written in the file is refused',
    answeredBy: of('listener/anonymous-access', 'sites.routes'),
    verify: ['http/host'],
    attacks: ['guard-nginx'],
    instead: true,
  },
  errors: {
    does: 'its own pages of errors, also for a program that is gone, tell nothing of what is behind',
    answeredBy: of('listener/anonymous-access', 'sites.routes'),
    verify: ['http/pages'],
    attacks: ['guard-nginx'],
  },
  'log-in': {
    does: 'people log in at a directory or a provider, and nowhere else',
    answeredBy: of('identity/role-mapping', 'people'),
    verify: ['*/doors'],
    attacks: ['guard-ldap', 'guard-portal', 'guard-providers'],
    instead: true,
  },
  saml: {
    does: 'answers of a SAML provider count only with a valid signature of a certificate of its metadata',
    answeredBy: of('identity/role-mapping', 'people'),
    verify: ['http/saml-metadata'],
    attacks: ['guard-providers'],
  },
  factor: {
    does: 'routes of administrators take a log-in with a second factor',
    answeredBy: of('identity/second-factor', 'second-factor'),
    verify: [],
    attacks: ['guard-providers'],
    instead: true,
  },
  sessions: {
    does: 'a session ends after thirty minutes of quiet and twelve hours, a key on its day',
    answeredBy: of('identity/token-lifetime', 'keys'),
    verify: [],
    attacks: ['guard-portal', 'guard-run'],
    instead: true,
  },
  keys: {
    does: 'each calling system has a key of its own, kept as a keyed hash, with scopes and an end',
    answeredBy: of('identity/token-lifetime', 'keys'),
    verify: ['*/doors'],
    attacks: ['guard-run'],
    instead: true,
  },
  rights: {
    does: 'each route takes a right on a resource; what nobody gave, nobody has',
    answeredBy: of('identity/over-privileged-default', 'rights'),
    verify: [],
    attacks: ['guard-run'],
    instead: true,
  },
  grant: {
    does: 'rights are changed by administrators, or by who may grant and then no more than they have; each change is recorded',
    answeredBy: of('identity/over-privileged-default', 'rights'),
    verify: [],
    attacks: ['guard-run'],
  },
  sources: {
    does: 'a right and a key hold from the networks that are named alone',
    answeredBy: of('zone/allow-list', 'rights.networks'),
    verify: ['--zones'],
    attacks: ['guard-run'],
    instead: true,
  },
  workers: {
    does: 'workers show a certificate of an authority of ours, and are who it says',
    answeredBy: of('listener/client-certificate', 'tls.workers'),
    verify: ['tls/policy'],
    attacks: ['guard-nginx'],
    instead: true,
  },
  identity: {
    does: 'headers by which callers claim to be somebody are taken away, and the program is told by a signed token',
    answeredBy: of('listener/proxy-trust', 'identity.key'),
    verify: ['http/forwarded', 'http/round-the-proxy'],
    attacks: ['guard-nginx'],
    instead: true,
  },
  'cross-site': {
    does: 'what changes data, and every socket, has to come from a page of the site',
    answeredBy: of('listener/cross-origin', 'cross-site'),
    verify: ['http/cross-origin'],
    attacks: ['guard-portal', 'guard-sockets'],
    instead: true,
  },
  cors: {
    does: 'pages of other origins read what the list of a route lets them, whatever the program says',
    answeredBy: of('listener/cross-origin', 'origins'),
    verify: ['http/cross-origin'],
    attacks: ['guard-browser'],
    instead: true,
  },
  cookies: {
    does: 'each cookie of a program becomes Secure, and HttpOnly but for those that scripts have to read',
    answeredBy: of('listener/cookie-flags', 'cookies'),
    verify: ['http/pages'],
    attacks: ['guard-browser', 'guard-platforms'],
    instead: true,
  },
  policy: {
    does: 'a Content-Security-Policy is enforced at every page, with the other security headers',
    answeredBy: of('listener/security-headers', 'headers.policy'),
    verify: ['http/pages'],
    attacks: ['guard-nginx'],
    instead: true,
  },
  closed: {
    does: 'single paths are closed, or take a right of their own, whatever the program does',
    answeredBy: of('listener/anonymous-access', 'sites.public'),
    verify: ['*/doors'],
    attacks: ['guard-nginx', 'guard-run'],
    instead: true,
  },
  rate: {
    does: 'requests a minute are bounded for each caller, most where anyone may change something',
    answeredBy: of('listener/rate-limit', 'rate'),
    verify: [],
    attacks: ['guard-run'],
    instead: true,
  },
  egress: {
    does: 'components reach the names that are listed, on their ports, with TLS for that very name',
    answeredBy: of('zone/allow-list', 'egress'),
    verify: ['http/forward-proxy'],
    attacks: ['guard-egress'],
    wayOut: true,
  },
  'egress-use': {
    does: '`ringwall guard egress learn` and `report` say what is needed, and what was never used',
    answeredBy: of('zone/allow-list', 'egress'),
    verify: [],
    attacks: ['guard-egress'],
    wayOut: true,
  },
  pins: {
    does: 'the key of the server outside is one of those that are pinned',
    answeredBy: of('channel/tls-verification', 'egress.pins'),
    verify: [],
    attacks: ['guard-egress'],
    wayOut: true,
  },
  scans: {
    does: 'uploads, downloads and what they hold are scanned by clamd before a byte of them goes on; what was not scanned is refused',
    answeredBy: of('component/malware-scanner', 'body.scan'),
    verify: [],
    attacks: ['guard-bodies', 'guard-scan'],
    instead: true,
  },
  audit: {
    does: 'what manages and what reaches data is in a signed log before it happens, and `ringwall guard audit verify` finds every change of it',
    answeredBy: of('component/audit-log', 'audit'),
    verify: [],
    attacks: ['guard-audit'],
  },
  export: {
    does: 'the log is sent on to syslog and OTLP as it is written, and again until it is there',
    answeredBy: of('component/audit-log', 'audit.send'),
    verify: [],
    attacks: ['guard-audit-export', 'guard-trial'],
  },
  alarms: {
    does: 'a webhook is told of log-ins that fail again and again, and of each change of rights, accounts, keys and settings',
    answeredBy: of('component/audit-log', 'audit.alarms'),
    verify: [],
    attacks: ['guard-trial'],
  },
}

/** Why the guard does nothing about a row although something in front or beside could, in one clause each. */
export const notGuarded: Readonly<Record<string, string>> = {
  bridge: 'another protocol than HTTP: `ringwall harden` puts a TLS bridge beside the program',
  broker: 'secrets are not handed to programs by the guard',
  custody: 'keys are not kept under several custodians yet',
  rotation: "keys and passwords of the program's own are not changed by the guard",
  scrub: 'what programs write into logs and send out is not masked yet',
  'scans-out': 'what components exchange with the outside is encrypted, and not scanned on its way',
  vault: 'data is not encrypted for programs yet',
  watch: 'nothing watches over time yet: `ringwall verify --since` holds two moments against each other',
  input: 'bodies of requests are held to a schema that people write: whether it stops this cannot be told from guard.yaml',
  'log-of-tasks': 'the guard sees requests, not what a program does with them',
}

const rows: readonly (readonly [names: string, rows: string])[] = [
  ['tls', 'COR-13 COR-14 COR-15 COR-21 COR-26 COR-32 COO-01 COO-02 CNF-06 CNF-07 HYP-46'],
  ['tls egress', 'ENM-45'],
  ['front', 'COR-20 COR-25 COR-33 CNF-01 CNF-20 CNF-26 CNF-27 ENM-33 HYP-07'],
  ['front audit', 'HYP-43'],
  ['front identity', 'COR-48'],
  ['front egress', 'HYP-13 HYP-14'],
  ['host', 'CNF-09'],
  ['errors', 'CNF-11'],
  ['log-in', 'COR-24 COR-31 COO-19 CNF-21 HYP-50'],
  ['log-in cross-site policy', 'HYP-28'],
  ['saml', 'COR-44'],
  ['factor', 'HYP-42'],
  ['sessions', 'CNF-37'],
  ['keys', 'COR-28 ENM-28 ENM-30 ENM-31 ENM-38 ENM-39'],
  ['keys rights', 'ENM-32'],
  ['rights', 'COO-21 CNF-28 CNF-31 HYP-03'],
  ['grant', 'COO-22'],
  ['sources', 'ENM-27 ENM-48'],
  ['workers', 'COO-28 HYP-34'],
  ['identity', 'COO-20'],
  ['cross-site', 'COO-30'],
  ['policy', 'COO-29'],
  ['closed', 'CNF-35 ENM-68'],
  ['closed rate', 'CNF-41'],
  ['rate', 'CNF-42 ENM-61'],
  ['egress', 'COO-08 COO-36 ENM-19 ENM-21 ENM-25 ENM-26 ENM-46 HYP-05 HYP-12 HYP-54 HYP-58'],
  ['egress-use', 'ENM-49 ENM-51'],
  ['pins', 'ENM-60'],
  ['audit', 'COO-23 COO-24 HYP-40'],
  ['alarms', 'HYP-39'],
  ['export', 'HYP-38'],
  ['bridge', 'COR-08 COR-09 COR-10 COR-11 COR-35 COR-39 COR-43 COO-03 COO-07 COO-35 CNF-25 CNF-40 ENM-59 ENM-66 HYP-08 HYP-26 HYP-49 HYP-52'],
  ['broker', 'COR-47 COO-10 COO-18 CNF-05 CNF-15 CNF-16 HYP-21'],
  ['cookies', 'COR-22'],
  ['cors', 'CNF-34 HYP-53'],
  ['custody', 'HYP-32 HYP-37'],
  ['input', 'COO-27 CNF-43 ENM-11'],
  ['log-of-tasks', 'COO-25'],
  ['rotation', 'COR-23 COR-27 CNF-32 ENM-62 HYP-17 HYP-35'],
  ['scans', 'ENM-13 ENM-14'],
  ['scans-out', 'ENM-12 ENM-17'],
  ['scrub', 'ENM-67 HYP-27 HYP-45'],
  ['vault', 'COR-02 COR-03 COO-17 COO-26 CNF-14 HYP-18 HYP-23 HYP-24 HYP-25 HYP-36'],
  ['watch', 'COR-06 COR-07 COR-16 COR-17 COR-18 COR-29 COR-40 COR-49 COO-04 COO-06 COO-09 COO-11 COO-15 CNF-02 CNF-12'],
  ['watch', 'ENM-03 ENM-04 ENM-05 ENM-06 ENM-07 ENM-08 ENM-10 ENM-15 ENM-16 ENM-18 ENM-20 ENM-34 ENM-40 ENM-43 ENM-44 ENM-53 ENM-56 ENM-58'],
  ['watch', 'ENM-64 HYP-04 HYP-06 HYP-11 HYP-15 HYP-19 HYP-20 HYP-22 HYP-41 HYP-44 HYP-57'],
]

/** Of every row that something in front could settle: the abilities that it takes, all of them, or why the guard has none. */
export const guarded: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  rows.flatMap(([names, ids]) => ids.split(' ').map((id) => [id, names.split(' ')] as const)),
)

/** What the guard does about a row; nothing where it has no ability for it. */
export function guardedBy(id: string): readonly GuardAbility[] {
  return (guarded[id] ?? []).flatMap((name) => abilities[name] ?? [])
}
