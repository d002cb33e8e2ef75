import type { Fact } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { Encryption } from '../../model/vocabulary.ts'
import type { Dynamic, Item } from './dynamic.ts'
import { find, textOf, textsOf, within } from './dynamic.ts'
import type { Options } from './options.ts'
import { listIn } from './options.ts'

export interface Router extends Item {
  readonly kind: 'http' | 'tcp'
  /** Names of entry points in lower case; empty: all that are not kept for those who name them. */
  readonly entryPoints: readonly string[]
  /** Middlewares with those that chains stand for, and those of its entry points. */
  readonly middlewares: readonly Item[]
  /** One of them is not of this file: what it does is not known here. */
  readonly isOpenEnded: boolean
  readonly tls: Place | undefined
}

const mostLinks = 50

export function routersOf(dynamic: Dynamic, options: Options): readonly Router[] {
  return (['http', 'tcp'] as const).flatMap((kind) => {
    const known = dynamic(kind, 'middlewares')
    return dynamic(kind, 'routers').map((item): Router => {
      const entryPoints = textsOf(item, 'entryPoints').map(({ value }) => value.toLowerCase())
      const ofPoints = entryPoints.flatMap((name) => listIn(options, `entrypoints.${name}.http.middlewares`).map(({ value }) => value))
      const names = [...(kind === 'http' ? ofPoints : []), ...textsOf(item, 'middlewares').map(({ value }) => value)]
      const found = chained(names, known)
      const tls = within(item.node, 'tls')
      const hasTls = tls !== undefined && !(tls.kind === 'scalar' && tls.text === 'false')
      return {
        ...item,
        kind,
        entryPoints,
        middlewares: found.filter((each) => each !== undefined),
        isOpenEnded: found.includes(undefined),
        tls: hasTls ? item.at : undefined,
      }
    })
  })
}

/** `undefined` stands for one that another provider has. */
function chained(names: readonly string[], known: readonly Item[]): readonly (Item | undefined)[] {
  const found = new Set<Item | undefined>()
  const open = [...names]
  for (let count = 0; open.length > 0 && count < mostLinks; count++) {
    const item = find(known, open.shift()!)
    if (item === undefined || !found.has(item))
      open.push(...(item === undefined ? [] : textsOf(item, 'chain', 'middlewares').map(({ value }) => value)))
    found.add(item)
  }
  return [...found]
}

/** Routers that are reached through an entry point. */
export function routersAt(routers: readonly Router[], entryPoint: string): readonly Router[] {
  return routers.filter(({ entryPoints }) => entryPoints.length === 0 || entryPoints.includes(entryPoint))
}

/** TLS of an entry point as its routers have it; undefined where none of them is known. A router with TLS answers nothing else. */
export function encryptionBy(routers: readonly Router[]): { readonly tls: Fact<Encryption>; readonly redirects: boolean } | undefined {
  const plain = routers.filter((router) => router.tls === undefined)
  const secure = routers.filter((router) => router.tls !== undefined)
  if (routers.length === 0) return undefined
  const trail = (plain.length > 0 ? plain : secure).map(({ at }) => at)
  if (plain.length === 0) return { tls: configured('required', trail, 'every router of it has tls'), redirects: false }
  const redirects = secure.length === 0 && plain.every(sendsOn)
  const tls = configured<Encryption>(
    secure.length === 0 ? 'none' : 'optional',
    trail,
    redirects ? 'it only sends clients on to https' : 'a router without tls answers in clear text',
  )
  return { tls, redirects }
}

function sendsOn({ middlewares }: Router): boolean {
  return middlewares.some((item) => textOf(item, 'redirectScheme', 'scheme')?.value === 'https')
}

/** Middlewares that let some clients through and not others. */
const guards = ['basicAuth', 'digestAuth', 'forwardAuth', 'ipAllowList', 'ipWhiteList']

/** True, false, or undefined where a middleware of another provider or a plugin may do it. */
export function isGuarded({ middlewares, isOpenEnded }: Router): boolean | undefined {
  if (middlewares.some(({ node }) => guards.some((key) => within(node, key) !== undefined))) return true
  return isOpenEnded || middlewares.some(({ node }) => within(node, 'plugin') !== undefined) ? undefined : false
}
