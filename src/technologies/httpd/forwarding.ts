import type { Observation, Remark } from '../../model/technology.ts'
import type { Block, Directive } from './directives.ts'
import { hostOf } from './directives.ts'
import { allInForce, inForce, isPart } from './force.ts'
import { missing, written } from './observation.ts'

const scheme: Remark = {
  concern: 'proxy-trust',
  key: 'X-Forwarded-Proto',
  stake: 'hygiene',
  expected: 'RequestHeader set X-Forwarded-Proto "https"',
  fix: 'write RequestHeader set X-Forwarded-Proto "https"',
  want: 'https',
}
const client: Remark = {
  concern: 'proxy-trust',
  key: 'X-Forwarded-For',
  stake: 'hygiene',
  expected: 'the address is set by Apache alone',
  fix: 'write RequestHeader unset X-Forwarded-For, or RemoteIPTrustedProxy for the proxies in front',
  want: 'set by Apache alone',
}
const trusted: Remark = {
  concern: 'proxy-trust',
  key: 'RemoteIPHeader',
  stake: 'defence',
  expected: 'RemoteIPTrustedProxy with the addresses of the proxies in front',
  fix: 'name the proxies in front with RemoteIPTrustedProxy or RemoteIPInternalProxy',
}
const hostName: Remark = {
  concern: 'host-header',
  key: 'ProxyPreserveHost',
  stake: 'hygiene',
  expected: 'a first virtual host that refuses unknown names',
  fix: 'put a virtual host in front that answers Require all denied, or write ProxyPreserveHost Off',
}
const forged: Remark = {
  concern: 'proxy-trust',
  key: 'RequestHeader',
  stake: 'data',
  expected: 'the header is emptied for the whole site before it is set',
  fix: 'write RequestHeader unset for it at the level of the virtual host, and set it where the user is known',
}

/** Headers by which programs are told who the user is. */
const identity =
  /^(?:x-)?(?:remote-?user|remote-?groups?|authenticated-?user(?:id)?|webauth-user|forwarded-(?:user|email|groups|preferred-username)|user(?:-?id|-?name)?|ssl-client-\w{1,20}|client-(?:dn|cert|verify)|coopr-(?:userid|apikey|tenantid)|tenant-?id)$/i

const passing = new Set(['proxypass', 'proxypassmatch', 'balancermember'])

/** What the program behind is told about the client, and whether the client can lie about it (mod_proxy, mod_headers, mod_remoteip of 2.4). */
export function forwardingObservations(all: readonly Directive[]): readonly Observation[] {
  const passes = all.filter((each) => passing.has(each.name) && each.args.some((word) => word.includes('://')))
  const hosts = [...new Set(passes.map((each) => hostOf(each)))]
  return [...hosts.flatMap((host) => hostObservations(all, host, passes)), ...remote(all)]
}

function hostObservations(all: readonly Directive[], host: Block | undefined, passes: readonly Directive[]): readonly Observation[] {
  const context = host === undefined ? [] : [host]
  const first = passes.find((each) => hostOf(each) === host)
  if (first === undefined) return []
  const isTls = /^on$/i.test(inForce(all, context, 'sslengine')?.args[0] ?? '')
  const told =
    all.find((each) => sets(each, 'x-forwarded-proto') && hostOf(each) === host) ?? inForce(all, [], 'requestheader', names('x-forwarded-proto'))
  const message = 'TLS ends here and the program behind is not told: it makes links and cookies for plain HTTP'
  return [
    ...(isTls && host !== undefined
      ? [
          told === undefined
            ? missing(scheme, 'unsafe', host, message, 'not passed on')
            : written(scheme, 'safe', told, 'the program behind is told of TLS', 'passed on'),
        ]
      : []),
    ...address(all, context, first),
    ...preserved(all, host, context),
    ...identities(all, host, context),
  ]
}

/** mod_proxy appends the address to what the client sent (ProxyAddHeaders is on). */
function address(all: readonly Directive[], context: readonly Block[], first: Directive): readonly Observation[] {
  if (inForce(all, context, 'remoteipheader') !== undefined) return []
  if (/^off$/i.test(inForce(all, context, 'proxyaddheaders')?.args[0] ?? '')) return []
  const own = inForce(all, context, 'requestheader', names('x-forwarded-for'))
  if (own !== undefined && /^(?:set|unset)$/i.test(own.args.find((word) => !/^early$/i.test(word)) ?? ''))
    return [written(client, 'safe', own, 'the address is set by Apache', 'X-Forwarded-For is emptied')]
  const message = 'Apache appends the address to the X-Forwarded-For that the client sends: who trusts its first entry can be deceived'
  return [missing(client, 'unsafe', first, message, 'X-Forwarded-For of the client is kept')]
}

/** The first virtual host of a port answers for all unknown names. */
function preserved(all: readonly Directive[], host: Block | undefined, context: readonly Block[]): readonly Observation[] {
  const rule = inForce(all, context, 'proxypreservehost')
  if (rule === undefined || !/^on$/i.test(rule.args[0] ?? '')) return []
  const hosts = [...new Set(all.flatMap((each) => hostOf(each) ?? []))]
  const port = host?.args[0]?.split(':').at(-1)
  const first = hosts.find((one) => one.args[0]?.split(':').at(-1) === port)
  const refuses =
    first !== undefined &&
    first !== host &&
    all.some((each) => hostOf(each) === first && each.name === 'require' && /^all denied$/i.test(each.args.join(' ')))
  if (refuses) return [written(hostName, 'safe', rule, 'only requests for known names are passed on', 'On')]
  const message =
    'the name that the client asks for is passed on, and no first virtual host refuses unknown names: links that the application makes from it can be forged'
  return [written(hostName, 'unsafe', rule, message, 'On')]
}

/** A header that says who the user is, set in a part of the site or on a condition: elsewhere the client's own goes through. */
function identities(all: readonly Directive[], host: Block | undefined, context: readonly Block[]): readonly Observation[] {
  const emptied = new Set(allInForce(all, context, 'requestheader').flatMap((each) => (isFirm(each) ? [headerOf(each).toLowerCase()] : [])))
  return all.flatMap((each) => {
    const header = headerOf(each)
    if (each.name !== 'requestheader' || hostOf(each) !== host || !identity.test(header) || emptied.has(header.toLowerCase())) return []
    const source = /%\{HTTP[_:]|%\{req:|%\{http:/i.test(each.args.join(' ')) ? 'as the client sends it' : undefined
    if (source === undefined && !each.within.some(isPart) && !each.args.some((word) => /^(?:env|expr)=/i.test(word))) return []
    const message =
      source === undefined
        ? `${header} tells the program behind who the user is, and is set in a part of the site alone: elsewhere a client that sends it itself is believed`
        : `${header} is passed on as the client sends it: anybody is who they say`
    const empties = source === undefined ? { want: 'emptied for the whole site first' } : {}
    return [written({ ...forged, key: header, ...empties }, 'unsafe', each, message, `${header} is not emptied first`)]
  })
}

/** Set or unset for everything, whatever the request. */
function isFirm(each: Directive): boolean {
  return /^(?:set|unset)$/i.test(each.args[0] ?? '') && !each.args.some((word) => /^(?:env|expr)=/i.test(word))
}

function headerOf({ args }: Directive): string {
  return args[1] ?? ''
}

function sets(each: Directive, header: string): boolean {
  return each.name === 'requestheader' && names(header)(each.args)
}

function names(header: string): (args: readonly string[]) => boolean {
  return (args) => args[1]?.toLowerCase() === header
}

/** Without a list of proxies every client is believed (mod_remoteip, "RemoteIPHeader"). */
function remote(all: readonly Directive[]): readonly Observation[] {
  return all.flatMap((each) => {
    if (each.name !== 'remoteipheader') return []
    const lists = all.filter(({ name }) => /^remoteip(?:trustedproxy|internalproxy)(?:list)?$/.test(name))
    const open = lists.find(({ args }) => args.some((word) => /^(?:0\.0\.0\.0\/0|::\/0)$/.test(word)))
    if (open !== undefined) return [written(trusted, 'unsafe', open, 'every client may say what its address is', 'all addresses')]
    if (lists.length > 0) return [written(trusted, 'safe', each, 'addresses are taken from known proxies only', 'a list')]
    return [written(trusted, 'unsafe', each, 'every client may say what its address is: no RemoteIPTrustedProxy names who may', 'no list')]
  })
}
