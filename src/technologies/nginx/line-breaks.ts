import type { Observation, Remark } from '../../model/technology.ts'
import { written } from './observation.ts'
import type { Scope } from './scopes.ts'
import { scopesIn, withVariables } from './scopes.ts'
import type { Servers } from './servers.ts'
import type { Rule } from './tree.ts'

const splitting: Remark = {
  concern: 'security-headers',
  key: '$uri',
  stake: 'defence',
  expected: '$request_uri, in which a line break stays encoded',
  fix: 'write $request_uri in place of $uri or $document_uri',
}

/** `$uri` is the decoded path: `%0d%0a` in it is a line break in the header that it is written to (nginx 1.22, tried). */
export function lineBreakObservations(servers: Servers): readonly Observation[] {
  return servers.http.flatMap((server) => [server, ...scopesIn(server, 'location', 'if')].flatMap(broken))
}

function broken(scope: Scope): readonly Observation[] {
  return (scope.rule.body ?? []).flatMap((rule) => {
    const text = headerText(rule)
    if (text === undefined) return []
    const name = /\$\{?((?:document_)?uri)\b/.exec(withVariables(scope, text))?.[1]
    if (name === undefined) return []
    const where = rule.name.startsWith('proxy_') ? 'the request to the program behind' : 'the answer'
    const message = `a line break in the path (%0d%0a) ends the header in which ${rule.name} writes $${name}: a link adds headers and content to ${where}`
    const isEdited = rule.name === 'return' || rule.name === 'rewrite'
    return [written({ ...splitting, key: rule.name, ...(isEdited ? { want: '$request_uri' } : {}) }, 'unsafe', rule, message, `$${name}`)]
  })
}

/** What of a directive becomes part of a header or of the first line of a request. */
function headerText({ name, args }: Rule): string | undefined {
  if (name === 'return') return /^30[12378]$/.test(args[0] ?? '') || args.length === 1 ? args.at(-1) : undefined
  if (name === 'rewrite') return /^(?:redirect|permanent)$/.test(args[2] ?? '') || /^https?:/.test(args[1] ?? '') ? args[1] : undefined
  if (name === 'add_header' || name === 'proxy_set_header') return args[1]
  return name === 'proxy_pass' ? args[0] : undefined
}
