import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Verification } from '../../model/vocabulary.ts'
import { splitHostPort } from '../../protocols/address.ts'
import type { Directive } from './directives.ts'
import { hostOf } from './directives.ts'

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
    const found = /^([a-z0-9]+):\/\/([^/\s?]+)/i.exec(addressOf(each) ?? '')
    const scheme = (found?.[1] ?? '').toLowerCase()
    const usual = usualPorts.get(scheme)
    if (found === null || usual === undefined) return []
    const { host, port = usual } = splitHostPort((found[2] ?? '').replace(/^[^@]*@/, ''))
    if (host === '') return []
    const isTls = scheme === 'https' || scheme === 'wss' || scheme === 'h2'
    const trail = each.from.trail
    const authority = near(all, each, 'sslproxycacertificatefile')
    return [
      {
        protocol: scheme === 'ajp' || scheme === 'fcgi' ? ('tcp' as const) : ('http' as const),
        host,
        port,
        encryption: configured(isTls ? ('required' as const) : ('none' as const), trail),
        verification: isTls ? verification(all, each) : byDefault('none' as const, 'nothing is checked without TLS', trail),
        authentication: byDefault('delegated' as const, 'Apache passes on what the caller sends', trail),
        ...(authority === undefined ? {} : { authority: withText(authority.from, authority.args[0] ?? '') }),
        key: each.name === 'balancermember' ? 'BalancerMember' : each.name === 'rewriterule' ? 'RewriteRule' : 'ProxyPass',
        trail,
      },
    ]
  })
}

function addressOf({ name, args, within }: Directive): string | undefined {
  if (name === 'proxypass' || name === 'proxypassmatch')
    return within.some((block) => block.name.startsWith('location')) ? args.find((word) => word.includes('://')) : args[1]
  if (name === 'balancermember') return args.find((word) => word.includes('://'))
  if (name === 'rewriterule' && /[[,]P[\],]/i.test(args[2] ?? '')) return args[1]
  // SetHandler "proxy:fcgi://php:9000"
  return name === 'sethandler' ? /^proxy:(fcgi:.*)$/i.exec(args[0] ?? '')?.[1] : undefined
}

/** SSLProxyVerify is none by default; SSLProxyCheckPeerName is on (Apache 2.4.5 and later). */
function verification(all: readonly Directive[], each: Directive): Fact<Verification> {
  const verify = near(all, each, 'sslproxyverify')
  const value = (verify?.args[0] ?? 'none').toLowerCase()
  if (verify === undefined) return byDefault('none', 'Apache checks no certificate unless SSLProxyVerify is set (2.4)', each.from.trail)
  if (value !== 'require') return configured('none', verify.from.trail)
  const name = near(all, each, 'sslproxycheckpeername')
  return /^off$/i.test(name?.args[0] ?? '') ? configured('chain', name?.from.trail ?? verify.from.trail) : configured('name', verify.from.trail)
}

/** The directive of the same virtual host, else that of the whole server. */
function near(all: readonly Directive[], each: Directive, wanted: string): Directive | undefined {
  const own = hostOf(each)
  return all.findLast((one) => one.name === wanted && hostOf(one) === own) ?? all.findLast((one) => one.name === wanted && hostOf(one) === undefined)
}
