import { corsRoutes } from '../../browser/cors.ts'
import type { Cors, Site } from '../../model/site.ts'
import { literal } from './words.ts'

const headers: readonly (readonly [name: string, isBefore: boolean, of: (cors: Cors) => string])[] = [
  ['Access-Control-Allow-Credentials', false, ({ credentials }) => (credentials ? 'true' : '')],
  ['Access-Control-Expose-Headers', false, ({ expose }) => expose.join(', ')],
  ['Access-Control-Allow-Methods', true, ({ methods }) => methods.join(', ')],
  ['Access-Control-Allow-Headers', true, ({ headers: names }) => names.join(', ')],
  ['Access-Control-Max-Age', true, ({ maxAge }) => String(maxAge)],
]

/** What pages of other origins may read, by what the decision service says: `RULE ORIGIN`, `RULEp ORIGIN` where a browser asks before. */
export function corsRules(site: Site): readonly string[] {
  const routes = corsRoutes(site)
  if (routes.length === 0) return []
  return [
    'http-after-response add-header Vary Origin',
    `http-after-response set-header Access-Control-Allow-Origin '%[var(txn.guard.cors),field(2," ")]' if { var(txn.guard.cors) -m found }`,
    ...routes.flatMap(({ cors }, rule) =>
      headers.flatMap(([name, isBefore, of]) =>
        of(cors) === ''
          ? []
          : [`http-after-response set-header ${name} ${literal(of(cors))} if { var(txn.guard.cors) -m reg '^${rule}p${isBefore ? '' : '?'} ' }`],
      ),
    ),
  ]
}
