import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import { setting, withText } from '../../model/setting.ts'
import type { AccountReading, ListenerReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { portUse } from '../../protocols/ports.ts'
import type { Line, Section } from './sections.ts'
import { after, based, lineOf } from './sections.ts'

const mostPorts = 100

/** The `bind` lines of a frontend or listen section; a `listen` or `frontend` line may name its address itself in old files. */
export function listeners(section: Section, all: readonly Section[]): readonly ListenerReading[] {
  const isHttp = lineOf(section, 'mode')?.words[1] === 'http'
  const page = isPage(section)
  const authentication = login(section)
  const redirect = section.lines.find(isRedirect)
  const names = hostsIn(section)
  return binds(section).flatMap(({ line, address }) => {
    const { host, ports } = addressOf(address)
    const isTls = line.words.includes('ssl')
    const bind = isLoopback(host) ? { bind: configured('loopback' as const, line.from.trail) } : {}
    const written = after(line, 'crt')
    const certificate = written === undefined ? undefined : based(written, all, 'crt-base')
    return ports.map((port): ListenerReading => {
      const use = isHttp ? undefined : portUse(port)
      const isPassed = use?.tls === 'required' && !isTls
      return {
        port,
        protocol: isHttp ? 'http' : (use?.protocol ?? 'tcp'),
        purpose: page ? 'admin' : (use?.purpose ?? 'application'),
        tls: isPassed
          ? byDefault('required', `HAProxy passes on what comes in on ${port}, where TLS is usual`, line.from.trail)
          : configured(isTls ? 'required' : 'none', line.from.trail),
        authentication,
        ...bind,
        ...(names.length === 0 ? {} : { names }),
        trail: line.from.trail,
        ...(isTls && certificate !== undefined ? { certificate: withText(line.from, certificate), key: withText(line.from, certificate) } : {}),
        ...(!isTls && redirect !== undefined ? { redirects: true } : {}),
      }
    })
  })
}

/** Who may see the statistics; the accounts of `stats auth user:password`. */
export function accounts(section: Section): readonly AccountReading[] {
  const port = binds(section)
    .map(({ address }) => addressOf(address).ports[0])
    .find((found) => found !== undefined)
  return [...section.defaults, ...section.lines].flatMap(({ words, from }) => {
    const [user = '', ...rest] = words[0] === 'stats' && words[1] === 'auth' ? (words[2] ?? '').split(':') : []
    if (user === '') return []
    const password = { ...setting(rest.join(':')), trail: from.trail, unresolved: withText(from, rest.join(':')).unresolved }
    return [{ user: withText(from, user), password, power: 'administrator' as const, key: 'stats auth', ...(port === undefined ? {} : { port }) }]
  })
}

/** The statistics are all that the section serves. */
export function isPage(section: Section): boolean {
  if (statistics(section) === undefined) return false
  return !section.lines.some(({ words }) => ['default_backend', 'use_backend', 'server', 'server-template'].includes(words[0] ?? ''))
}

export function statistics(section: Section): Line | undefined {
  const tells = ({ words }: Line): boolean => words[0] === 'stats' && ['enable', 'uri', 'admin', 'auth'].includes(words[1] ?? '')
  return section.lines.find(tells) ?? section.defaults.find(tells)
}

/** Names that conditions compare the whole of the Host header with: `acl ours hdr(host) -i a.example.org b.example.org`. */
function hostsIn({ lines }: Section): readonly string[] {
  const names = lines.flatMap(({ words }) => {
    const at = words.findIndex((word) => /^(?:req\.)?f?hdr\(host\)(?:,(?:lower|host_only))*$/i.test(word))
    if (at === -1) return []
    const rest = words.slice(at + 1)
    const end = rest.findIndex((word) => word === '}' || word === '||' || word === 'or')
    const values = end === -1 ? rest : rest.slice(0, end)
    const isOther = values.some((word, index) => word === '-f' || (word === '-m' && values[index + 1] !== 'str'))
    return isOther ? [] : values.filter((word, index) => !word.startsWith('-') && values[index - 1] !== '-m')
  })
  return [...new Set(names.map((name) => name.replace(/:\d+$/, '')))]
}

function login(section: Section): Fact<Authentication> {
  const page = isPage(section)
  const line =
    (page ? lineOf(section, 'stats', 'auth') : undefined) ??
    section.lines.find(({ words }) => (words[0] === 'http-request' || words[1] === 'http-request') && words.includes('auth'))
  if (line !== undefined) return configured('password', line.from.trail)
  const client = section.lines.find(({ words }) => words[0] === 'bind' && after({ words }, 'verify') === 'required')
  if (client !== undefined) return configured('certificate', client.from.trail)
  const stats = statistics(section)
  if (page && stats !== undefined) return configured('none', stats.from.trail, 'the statistics of HAProxy have no login unless stats auth is set')
  return byDefault('delegated', 'HAProxy passes requests on unless a login is set', section.head.from.trail)
}

/** `redirect scheme https` or `redirect prefix https://...` for every request, or for those that came without TLS. */
export function isRedirect({ words }: Line): boolean {
  const at = words.indexOf('redirect')
  if (at === -1 || at > 1) return false
  const isSecure =
    words[at + 1] === 'scheme' ? words[at + 2] === 'https' : words[at + 1] === 'prefix' && words[at + 2]?.startsWith('https://') === true
  if (!isSecure) return false
  const condition = words.slice(words.findIndex((word) => word === 'if' || word === 'unless') + 1)
  if (!words.includes('if') && !words.includes('unless')) return true
  return (
    /^(?:!\{ ssl_fc \}|! \{ ssl_fc \}|\{ ssl_fc \})$/.test(condition.join(' ')) &&
    words.includes(condition[0]?.startsWith('!') === true ? 'if' : 'unless')
  )
}

function binds(section: Section): readonly { readonly line: Line; readonly address: string }[] {
  const own = section.head.words[2]
  const inHead = own !== undefined && /:\d+$/.test(own) ? [{ line: section.head, address: own }] : []
  const lines = section.lines.flatMap((line) =>
    line.words[0] === 'bind' ? (line.words[1] ?? '').split(',').map((address) => ({ line, address })) : [],
  )
  return [...inHead, ...lines]
}

/** `*:80`, `:443`, `[::]:443`, `ipv4@10.0.0.1:80-82`; sockets have no port. */
export function addressOf(text: string): { readonly host: string; readonly ports: readonly number[] } {
  if (/^(?:unix|abns|fd|quic[46]|sockpair)@|^\//.test(text)) return { host: '', ports: [] }
  const address = text.replace(/^(?:ipv[46]|tcp[46]?)@/, '')
  const [, range = '', last] = /:(\d{1,5})(?:-(\d{1,5}))?$/.exec(address) ?? []
  if (range === '') return { host: '', ports: [] }
  const first = Number(range)
  const count = last === undefined ? 1 : Math.min(Math.max(Number(last) - first + 1, 1), mostPorts)
  const { host } = splitHostPort(address.replace(/-\d+$/, ''))
  return { host, ports: Array.from({ length: count }, (_, index) => first + index).filter((port) => port > 0 && port < 65_536) }
}
