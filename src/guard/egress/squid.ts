import { special4 } from './addresses.ts'
import type { EgressEntry, EgressList } from './list.ts'
import type { Rendering, RoleSources } from './rendering.ts'
import { commentOf, dateOf, isInForce, tellable } from './rendering.ts'

const special6 = ['::/3', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '4000::/2', '8000::/1']

/** Rules for squid.conf(5) of Squid 5: to be included before any other `http_access`. Whatever is not listed is denied. */
export function squidRules({ mode, entries }: EgressList, sources: RoleSources, now: number): Rendering {
  const rendered = entries.map((entry, at) => entryRules(entry, `entry${at}`, sources, now))
  const roles = [...new Set(entries.flatMap((entry) => tellable(entry, sources).roles))].toSorted()
  const lines = [
    '# what may go out; written from the list of the guard',
    ...roles.map((role) => `acl role_${role} src ${sources[role]!.join(' ')}`),
    'acl tunnel method CONNECT',
    ...[...special4, ...special6].map((network) => `acl special dst ${network}`),
    ...rendered.flatMap(({ acls }) => acls),
    'http_access deny !tunnel',
    ...rendered.flatMap(({ inside }) => inside),
    'http_access deny special',
    ...rendered.flatMap(({ allow }) => allow),
    'http_access deny all',
  ]
  return {
    text: `${lines.join('\n')}\n`,
    cannotKeep: [
      'Squid checks an address and resolves the name again to connect: an answer of DNS that changes in between is not seen.',
      'Squid does not look whether TLS for the very name is spoken inside a tunnel.',
      ...(mode === 'report' ? ['Squid has no mode that only reports: what is not listed is denied.'] : []),
      ...rendered.flatMap(({ said }) => said),
    ],
  }
}

interface Rules {
  readonly acls: readonly string[]
  readonly inside: readonly string[]
  readonly allow: readonly string[]
  readonly said: readonly string[]
}

function entryRules(entry: EgressEntry, name: string, sources: RoleSources, now: number): Rules {
  const { id, host, ports, purpose, pins = [], plaintext, inside } = entry
  const { roles, said } = tellable(entry, sources)
  const networks = isInForce(inside, now) ? inside!.networks : []
  const rules = (more: string): readonly string[] => roles.map((role) => `http_access allow tunnel role_${role} ${name}_host ${name}_port${more}`)
  return {
    acls: [
      `# ${id}: ${commentOf(purpose)}`,
      hostAcl(name, host),
      `acl ${name}_port port ${ports.join(' ')}`,
      ...networks.map((network) => `acl ${name}_inside dst ${network}`),
    ],
    inside: networks.length === 0 ? [] : rules(` ${name}_inside`),
    allow: rules(''),
    said: [
      ...said,
      ...(pins.length === 0 ? [] : [`${id}: its pins are not looked at.`]),
      ...[plaintext, inside].flatMap((each) =>
        isInForce(each, now) ? [`${id}: an exception ends on ${dateOf(each!.until)}, and Squid only when it is written again.`] : [],
      ),
    ],
  }
}

/** `.example.com` of Squid is the name itself, too: all below it is said by a pattern. An address is compared as it was written. */
function hostAcl(name: string, host: string): string {
  if (host.startsWith('*.')) return `acl ${name}_host dstdom_regex -i -n ^[a-z0-9_.-]+${host.slice(1).replaceAll('.', '\\.')}$`
  return host.includes(':') ? `acl ${name}_host dst ${host}` : `acl ${name}_host dstdomain -n ${host}`
}
