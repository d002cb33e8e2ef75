import { corsRoutes } from '../../browser/cors.ts'
import type { Cors, Site } from '../../model/site.ts'
import type { Block, Line } from './words.ts'
import { block, quoted } from './words.ts'

/** What the decision service says in `x-guard-cors`: `RULE ORIGIN`, `RULEp ORIGIN` where a browser asks before; nothing for other origins. */
const said = '$guard_cors'

/** Headers of an answer that pages of another origin may read, each by the rule that lets them. */
const headers: readonly (readonly [name: string, variable: string, isBefore: boolean, of: (cors: Cors) => string])[] = [
  ['Access-Control-Allow-Credentials', 'credentials', false, ({ credentials }) => (credentials ? 'true' : '')],
  ['Access-Control-Expose-Headers', 'expose', false, ({ expose }) => expose.join(', ')],
  ['Access-Control-Allow-Methods', 'methods', true, ({ methods }) => methods.join(', ')],
  ['Access-Control-Allow-Headers', 'headers', true, ({ headers: names }) => names.join(', ')],
  ['Access-Control-Max-Age', 'age', true, ({ maxAge }) => String(maxAge)],
]

export function corsMaps(site: Site, index: number): readonly Block[] {
  const rules = corsRoutes(site).map(({ cors }) => cors)
  if (rules.length === 0) return []
  return [
    block(`map ${said} $guard_cors_origin_${index}`, [`"~^[0-9]+p? (?<guard_cors_of_${index}>.+)$" $guard_cors_of_${index};`, "default '';"]),
    ...headers.map(([, variable, isBefore, of]) =>
      block(`map ${said} $guard_cors_${variable}_${index}`, [
        ...rules.map((cors, rule) => `"~^${rule}p${isBefore ? '' : '?'} " ${quoted(of(cors))};`),
        "default '';",
      ]),
    ),
  ]
}

/** nginx writes none whose value is empty. Answers differ by origin, whoever asked: caches are told so. */
export function corsAnswers(site: Site, index: number): readonly Line[] {
  if (corsRoutes(site).length === 0) return []
  return [
    'add_header Vary Origin always;',
    `add_header Access-Control-Allow-Origin $guard_cors_origin_${index} always;`,
    ...headers.map(([name, variable]) => `add_header ${name} $guard_cors_${variable}_${index} always;`),
  ]
}

export function corsTaken(site: Site): readonly Line[] {
  return corsRoutes(site).length === 0 ? [] : [`auth_request_set ${said} $upstream_http_x_guard_cors;`]
}
