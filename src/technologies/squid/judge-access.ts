import type { Place } from '../../model/place.ts'
import type { Observation } from '../../model/technology.ts'
import type { Answer, Rule } from './access.ts'
import type { Acl } from './acl.ts'
import type { Configuration } from './configuration.ts'
import type { Host, Probes } from './probes.ts'
import { elsewhere, fetches, fetchFrom, tunnel, unlisted } from './probes.ts'

/** What the rules of `http_access` let through, asked as clients ask. */
export function judgeAccess(
  probes: Probes,
  rules: readonly Rule[],
  acls: ReadonlyMap<string, Acl>,
  configuration: Configuration,
): readonly Observation[] {
  const { ask, foreign, inside, hosts } = probes
  const both = (source: string, host: Host) => [...fetches(source, host), tunnel(source, host)]
  const seen = (said: Said, answer: Answer, disabled?: string): readonly Observation[] => observation(said, answer, rules, configuration, disabled)
  const hasList = rules.some((rule) => rule.acls.some(({ name, negated }) => negated !== rule.allows && isDestination(acls.get(name))))
  const strangers = ask(hosts.flatMap((host) => both(foreign, host)))
  return [
    ...seen(anybody, strangers),
    ...seen(hasList ? inert : noList, ask(inside.flatMap((client) => both(client, unlisted)))),
    ...seen(unsafePorts, ask(inside.flatMap((client) => hosts.flatMap((host) => fetches(client, host, 25)))), '!Safe_ports'),
    ...seen(tunnels, ask(inside.flatMap((client) => hosts.map((host) => tunnel(client, host, 22)))), '!SSL_ports'),
    ...seen(manager, ask([...inside, foreign].map((client) => fetchFrom(client, elsewhere, '/squid-internal-mgr/info'))), 'manager'),
    ...seen(ownMachine, ask(inside.flatMap((client) => [fetchFrom(client, '127.0.0.1'), fetchFrom(client, '169.254.169.254')])), 'to_localhost'),
  ]
}

const destinations = new Set(['dstdomain', 'dstdom_regex', 'dst', 'url_regex'])

/** An ACL that names hosts; `to_localhost` and its like do not. */
function isDestination(acl: Acl | undefined): boolean {
  return acl !== undefined && destinations.has(acl.type) && acl.trail.length > 0
}

type Said = Pick<Observation, 'concern' | 'key' | 'message' | 'actual' | 'expected' | 'fix' | 'stake'>

const anybody: Said = {
  concern: 'allow-list',
  key: 'http_access src',
  stake: 'defence',
  message: 'a rule names no clients, so that everybody who reaches the port may use the proxy',
  actual: 'a client that no ACL names is let through',
  expected: 'an ACL of type src, or a login, in every rule that allows',
  fix: 'add the ACL of your own clients to the rule: http_access allow localnet ...',
}

const inert: Said = {
  concern: 'allow-list',
  key: 'http_access order',
  stake: 'defence',
  message:
    'a rule lets clients reach hosts that the list of permitted hosts does not name: the first rule that fits decides, and the list has no effect for them',
  actual: 'a host that no list names is reached',
  expected: 'rules that allow name the list, and http_access deny all stands last',
  fix: 'name the list of hosts in that rule as well, or remove the rule',
}

const noList: Said = {
  concern: 'allow-list',
  key: 'http_access dstdomain',
  stake: 'hygiene',
  message: 'clients reach every host of the internet through the proxy: no rule names permitted hosts',
  actual: 'no list of hosts',
  expected: 'an ACL of type dstdomain in the rules that allow',
  fix: 'write the hosts that are needed into a list, and name it: http_access allow localnet permitted',
}

const unsafePorts: Said = {
  concern: 'allow-list',
  key: 'http_access Safe_ports',
  stake: 'defence',
  message: 'no rule refuses ports other than those of the web: the proxy speaks to mail servers and databases for its clients',
  actual: 'port 25 is reached',
  expected: 'http_access deny !Safe_ports in front of all rules that allow',
  fix: 'write http_access deny !Safe_ports as the first rule',
}

const tunnels: Said = {
  concern: 'allow-list',
  key: 'http_access SSL_ports',
  stake: 'defence',
  message: 'no rule refuses CONNECT to ports other than 443: the proxy carries SSH and everything else',
  actual: 'CONNECT to port 22 is let through',
  expected: 'http_access deny CONNECT !SSL_ports in front of all rules that allow',
  fix: 'write http_access deny CONNECT !SSL_ports behind http_access deny !Safe_ports',
}

const manager: Said = {
  concern: 'remote-management',
  key: 'http_access manager',
  stake: 'defence',
  message: 'clients from elsewhere read the cache manager: addresses, connections and configuration of the proxy',
  actual: 'the manager answers others than localhost',
  expected: 'http_access allow localhost manager, then http_access deny manager',
  fix: 'write http_access deny manager in front of the rules that allow',
}

const ownMachine: Said = {
  concern: 'allow-list',
  key: 'http_access to_localhost',
  stake: 'defence',
  message: 'clients reach programs on the proxy itself, or the metadata service of its machine, which believe that the proxy asks',
  actual: '127.0.0.1 or 169.254.169.254 is reached',
  expected: 'http_access deny to_localhost, and to_linklocal since Squid 6',
  fix: 'write http_access deny to_localhost and a rule against 169.254.0.0/16 in front of the rules that allow',
}

/** A line that is commented out is the best place to mend it. */
function observation(
  said: Said,
  { decision, rule }: Answer,
  rules: readonly Rule[],
  { disabled, home }: Configuration,
  taken: string | undefined,
): readonly Observation[] {
  const deciding = rule ?? rules.at(-1)
  const at: readonly Place[] = deciding?.trail ?? [home]
  const verdict = decision === 'allow' ? 'unsafe' : decision === 'unknown' ? 'unknown' : 'safe'
  const out =
    verdict !== 'unsafe' || taken === undefined
      ? undefined
      : disabled.find(({ name, words }) => name === 'http_access' && words[0] === 'deny' && words.includes(taken))
  const why = decision === 'allow' && rule === undefined ? ` (no rule fits, and the last one denies: then squid allows)` : ''
  return [
    {
      ...said,
      verdict,
      basis: 'configured',
      message: verdict === 'unknown' ? 'a rule depends on what cannot be told here: who is let through is not known' : said.message + why,
      trail: [...(out?.trail.slice(0, 1) ?? []), ...at],
    },
  ]
}
