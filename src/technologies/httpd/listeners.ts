import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { withText } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import type { Block, Directive } from './directives.ts'
import { hostOf } from './directives.ts'

/** Ports that are listened on, each with what its virtual hosts say. `usual` are those of the image's own file, where that is in force. */
export function listeners(input: ComponentInput, all: readonly Directive[], usual: readonly number[]): readonly ListenerReading[] {
  const doors = new Map<number, { readonly host: string; readonly at: Directive | Block | undefined }>()
  for (const each of all) {
    if (each.name !== 'listen') continue
    const { host, port } = addressOf(each.args[0] ?? '')
    if (port !== undefined) doors.set(port, { host, at: each })
  }
  const hosts = new Set(all.flatMap((each) => hostOf(each) ?? []))
  if (doors.size === 0) {
    for (const port of usual) doors.set(port, { host: '', at: undefined })
    for (const block of hosts)
      for (const { port } of block.args.map(addressOf)) if (port !== undefined && port !== 0) doors.set(port, { host: '', at: block })
  }
  return [...doors].map(([port, { host, at }]): ListenerReading => {
    const own = all.filter((each) => concerns(hostOf(each), port))
    const names = [
      ...new Set(
        own
          .filter((each) => hostOf(each) !== undefined)
          .flatMap(({ name, args }) => (/^server(?:name|alias)$/.test(name) ? args.map(plainName) : [])),
      ),
    ]
    const engine = own.findLast(({ name }) => name === 'sslengine')
    const isTls = engine !== undefined && /^on$/i.test(engine.args[0] ?? '')
    const trail = at?.from.trail ?? [input.at]
    const certificate = own.find(({ name }) => name === 'sslcertificatefile')
    const key = own.find(({ name }) => name === 'sslcertificatekeyfile')
    const secured = isTls && certificate !== undefined ? { certificate: withText(certificate.from, certificate.args[0] ?? '') } : {}
    return {
      port,
      protocol: 'http',
      purpose: 'application',
      tls:
        engine === undefined
          ? byDefault('none', 'Apache speaks plain HTTP unless SSLEngine is on (2.4)', trail)
          : configured(isTls ? 'required' : 'none', engine.from.trail),
      authentication: login(own, trail),
      ...(host !== '' && isLoopback(host) ? { bind: configured('loopback' as const, trail) } : {}),
      ...(at === undefined ? {} : { trail }),
      ...(names.length === 0 ? {} : { names }),
      ...secured,
      ...(isTls && key !== undefined ? { key: withText(key.from, key.args[0] ?? '') } : {}),
      ...(!isTls && own.some(isRedirect) ? { redirects: true } : {}),
    }
  })
}

/** `https://www.example.org:443` names the site www.example.org. */
export function plainName(text: string): string {
  return text.replace(/^https?:\/\//, '').replace(/:\d+$/, '')
}

/** Directives outside of all virtual hosts count for TLS as little as Apache lets them: for every port. */
function concerns(host: Block | undefined, port: number): boolean {
  if (host === undefined) return true
  return host.args.some((text) => {
    const { port: own } = addressOf(text)
    return own === port || own === undefined || own === 0
  })
}

/** `80`, `*:80`, `[::]:80`, `10.0.0.1:80`, `*`. */
export function addressOf(text: string): { readonly host: string; readonly port?: number } {
  if (/^\d{1,5}$/.test(text)) return { host: '', port: Number(text) }
  const { host, port } = splitHostPort(text.replace(/:\*$/, ''))
  return port === undefined ? { host } : { host, port }
}

/** The whole site, or only a part of it: the first is a login of the listener. */
function login(own: readonly Directive[], trail: ListenerReading['trail'] & object): Fact<Authentication> {
  const client = own.find(({ name, args }) => name === 'sslverifyclient' && /^require$/i.test(args[0] ?? ''))
  if (client !== undefined) return configured('certificate', client.from.trail)
  const needs = own.find(
    ({ name, args, within }) =>
      name === 'require' &&
      /^(?:valid-user|user|group|ldap-.*)$/i.test(args[0] ?? '') &&
      within.every((block) => !/^(?:location|directory|files)/.test(block.name) || block.args[0] === '/'),
  )
  return needs === undefined
    ? byDefault('delegated', 'Apache serves everybody unless Require asks for a login', trail)
    : configured('password', needs.from.trail)
}

export function isRedirect({ name, args, within }: Directive): boolean {
  if (within.some((block) => /^location|^directory|^files/.test(block.name))) return false
  if (name === 'redirect') return args.slice(-2)[0] === '/' && /^https:/i.test(args.at(-1) ?? '')
  return (
    name === 'rewriterule' &&
    /^https:/i.test(args[1] ?? '') &&
    /[[,]R/i.test(args[2] ?? '') &&
    /^(?:\^|\^\/?\(?\.\*\)?\$?|\(\.\*\)|\.\*)$/.test(args[0] ?? '')
  )
}
