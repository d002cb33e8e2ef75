import { nginxEdits } from '../../formats/edits/nginx.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { Deed } from './edit-text.ts'
import { at } from './edit-text.ts'
import type { Scope } from './scopes.ts'
import { listInForce, own, scopesIn } from './scopes.ts'

type List = 'add_header' | 'proxy_set_header'

/**
 * A header in a block. Lists are inherited as a whole or not at all: what the block had from outside is repeated in it, and blocks inside
 * with a list of their own get the header too (ngx_http_headers_module; ngx_http_proxy_module).
 */
export function headerDeeds(scope: Scope, list: List, words: readonly string[]): readonly Deed[] {
  const inside = scopesIn(scope, 'location', 'if').filter((inner) => own(inner, list).length > 0)
  return [scope, ...inside].map((each) => {
    const had = own(each, list).length > 0 || each.parent === undefined ? [] : listInForce(each.parent, list).map(({ args }) => args)
    const repeated = had.filter(([name]) => !isSame(name, words[0]))
    return at(each.rule, (text, path) =>
      inSteps(text, [
        ...repeated.map((args) => (now: string) => nginxEdits.put(now, [...path, list], args)),
        // one header of that name stays one
        (now) => nginxEdits.put(now, [...path, list], words, { fits: ([name]) => isSame(name, words[0]) }),
      ]),
    )
  })
}

/** The headers of these names that hold around a block, in the block too. */
export function repeatedDeed(scope: Scope, list: List, names: readonly string[]): Deed {
  const inside = own(scope, list).map(({ args: [name] }) => name)
  const outside = scope.parent === undefined ? [] : listInForce(scope.parent, list).map(({ args }) => args)
  const lost = outside.filter(([name]) => names.includes((name ?? '').toLowerCase()) && !inside.some((each) => isSame(each, name)))
  return at(scope.rule, (text, path) =>
    inSteps(
      text,
      lost.map((args) => (now) => nginxEdits.put(now, [...path, list], args)),
    ),
  )
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase()
}
