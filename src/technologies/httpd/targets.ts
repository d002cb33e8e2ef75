import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Verification } from '../../model/vocabulary.ts'
import { splitHostPort } from '../../protocols/address.ts'
import type { Block, Directive } from './directives.ts'
import { inForce } from './force.ts'

const usualPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['h2', 443],
  ['h2c', 80],
  ['ajp', 8009],
  ['fcgi', 8000],
])

/** Where requests are passed to: ProxyPass, BalancerMember and rewrites with [P]. */
export function targets(all: readonly Directive[]): readonly ConnectionReading[] {
  return all.flatMap((each) => {
    const target = addressOf(each) ?? ''
    const found = /^([a-z0-9]+):\/\/([^/\s?]+)/i.exec(target)
    const scheme = (found?.[1] ?? '').toLowerCase()
    const usual = usualPorts.get(scheme)
    if (found === null || usual === undefined) return []
    const { host, port = usual } = splitHostPort((found[2] ?? '').replace(/^[^@]*@/, ''))
    if (host === '') return []
    const isTls = scheme === 'https' || scheme === 'wss' || scheme === 'h2'
    const trail = each.from.trail
    const context = contextOf(all, each, target)
    const authority = inForce(all, context, 'sslproxycacertificatefile')
    const own = isTls ? inForce(all, context, 'sslproxymachinecertificatefile') : undefined
    return [
      {
        protocol: scheme === 'ajp' || scheme === 'fcgi' ? ('tcp' as const) : ('http' as const),
        host,
        port,
        encryption: configured(isTls ? ('required' as const) : ('none' as const), trail),
        verification: isTls ? verification(all, context, each) : byDefault('none' as const, 'nothing is checked without TLS', trail),
        authentication:
          own === undefined
            ? byDefault('delegated' as const, 'Apache passes on what the caller sends', trail)
            : configured('certificate' as const, own.from.trail),
        ...(authority === undefined ? {} : { authority: withText(authority.from, authority.args[0] ?? '') }),
        key: each.name === 'balancermember' ? 'BalancerMember' : each.name === 'rewriterule' ? 'RewriteRule' : 'ProxyPass',
        trail,
      },
    ]
  })
}

/** What a directive passes requests on to, as it is written. */
export function addressOf({ name, args, within }: Directive): string | undefined {
  if (name === 'proxypass' || name === 'proxypassmatch')
    return within.some((block) => block.name.startsWith('location')) ? args.find((word) => word.includes('://')) : args[1]
  if (name === 'balancermember') return args.find((word) => word.includes('://'))
  if (name === 'rewriterule' && /[[,]P[\],]/i.test(args[2] ?? '')) return args[1]
  // SetHandler "proxy:fcgi://php:9000"
  return name === 'sethandler' ? /^proxy:(fcgi:.*)$/i.exec(args[0] ?? '')?.[1] : undefined
}

/** SSLProxyVerify is none by default; SSLProxyCheckPeerName is on (Apache 2.4.5 and later). Without a checked chain a name proves nothing. */
function verification(all: readonly Directive[], context: readonly Block[], each: Directive): Fact<Verification> {
  const verify = inForce(all, context, 'sslproxyverify')
  if (verify === undefined) return byDefault('none', 'Apache checks no certificate unless SSLProxyVerify is set (2.4)', each.from.trail)
  if ((verify.args[0] ?? '').toLowerCase() !== 'require') return configured('none', verify.from.trail)
  const name = inForce(all, context, 'sslproxycheckpeername')
  return /^off$/i.test(name?.args[0] ?? '') ? configured('chain', name?.from.trail ?? verify.from.trail) : configured('name', verify.from.trail)
}

/** The sections whose settings hold for a target: those around it, and `<Proxy "https://host/">` that begins as it does. */
function contextOf(all: readonly Directive[], { within }: Directive, target: string): readonly Block[] {
  const host = within.find(({ name }) => name === 'virtualhost')
  const proxies = all.flatMap((each) => {
    const block = each.within.at(-1)
    const own = each.within.find(({ name }) => name === 'virtualhost')
    const fits = block?.name === 'proxy' && (own === undefined || own === host) && target.startsWith((block.args[0] ?? '').replace(/\*$/, ''))
    return block !== undefined && fits ? [block] : []
  })
  return [...new Set([...within, ...proxies])]
}
