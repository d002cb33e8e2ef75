import { splitHostPort } from '../../protocols/address.ts'
import type { ProgramBehind } from '../../model/technology.ts'
import { locationFor, plainPath } from './locations.ts'
import type { Scope } from './scopes.ts'
import { own, scopesIn, variantsOf } from './scopes.ts'
import type { Servers } from './servers.ts'

/** A path by which people come to a path of a program behind. */
export interface Way {
  readonly server: Scope
  readonly location: Scope
  /** `$uri` when requests are counted: rewrites have been, `proxy_pass` has not (phases of nginx: rewrite, access, content). */
  readonly counted: string
}

/** All ways by which a server passes requests on to one path of a program; `unknown`: an expression stands in the way that is not tried. */
export function waysTo({ http, root }: Servers, program: ProgramBehind, path: string): readonly Way[] | 'unknown' {
  const found: Way[] = []
  for (const server of http)
    for (const location of scopesIn(server, 'location'))
      for (const { outside, counted } of doorsOf(location, root, program, path)) {
        const serving = locationFor(server, outside)
        if (serving === 'unknown') return 'unknown'
        if (serving?.rule === location.rule) found.push({ server, location, counted })
      }
  return found
}

interface Door {
  /** As people ask for it. */
  readonly outside: string
  readonly counted: string
}

function doorsOf(location: Scope, root: Scope, program: ProgramBehind, path: string): readonly Door[] {
  const passes = [location, ...scopesIn(location, 'if', 'limit_except')].filter((scope) => scope.kind !== 'location' || scope === location)
  return passes
    .flatMap((scope) => own(scope, 'proxy_pass'))
    .flatMap((rule) => variantsOf(location, rule.args[0] ?? ''))
    .flatMap((target) => {
      const [, scheme = '', authority = '', uri = ''] = /^([a-z]+:\/\/)?([^/?]*)(.*)$/s.exec(target) ?? []
      if (!leadsTo(authority, scheme, root, program)) return []
      if (uri === '') return [{ outside: path, counted: path }, ...rewritten(location, path)]
      const prefix = plainPath(location)
      if (prefix === undefined || !path.startsWith(uri)) return []
      // what fits the location is put in place by the path of proxy_pass
      const outside = `${prefix}${path.slice(uri.length)}`
      return [{ outside, counted: outside }]
    })
}

/** `rewrite ^/v1/(.*)$ /$1 break;`: the one form that is turned round. */
function rewritten(location: Scope, path: string): readonly Door[] {
  return own(location, 'rewrite').flatMap(({ args: [from = '', to, flag] }) => {
    const prefix = /^\^(\/[\w/.-]{0,100}?)\/?\(\.[*+]\)\$?$/.exec(from)?.[1]
    return prefix === undefined || flag !== 'break' || (to !== '/$1' && to !== '$1') ? [] : [{ outside: `${prefix}${path}`, counted: path }]
  })
}

function leadsTo(authority: string, scheme: string, root: Scope, { host, port }: ProgramBehind): boolean {
  const group = scopesIn(root, 'upstream').find(({ rule }) => rule.args[0] === authority)
  const members = group === undefined ? [authority] : own(group, 'server').map(({ args: [address = ''] }) => address)
  return members.some((member) => {
    const address = splitHostPort(member)
    return address.host === host && (address.port ?? (scheme === 'https://' && group === undefined ? 443 : 80)) === (port ?? 80)
  })
}
