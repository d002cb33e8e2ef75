import { compileAcl } from '../../guard/acl/compile.ts'
import { explain, explanationLines } from '../../guard/acl/explain.ts'
import { sessionCookie } from '../../guard/decide/credentials.ts'
import { decider } from '../../guard/decide/decide.ts'
import type { Knowledge, RightQuestion } from '../../guard/decide/ports.ts'
import type { GuardDocument } from '../../guard/document/read.ts'
import type { Decision } from '../../guard/model/decision.ts'
import type { Principal } from '../../guard/model/principal.ts'
import type { GuardRequest } from '../../guard/model/request.ts'
import { rightAnswers, momentOf } from '../../guard/rights/answers.ts'
import { directoryFacts } from '../../guard/rights/directory.ts'
import { resourceNamed, subjectOf } from '../../guard/rights/names.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { documentAt } from './document.ts'

type Options = Readonly<Record<string, unknown>>

/** `ringwall guard explain METHOD URL`: what would be decided of a request, and why; 1 where it is not let through. Nothing is asked of anybody. */
export async function runExplain(method: string, url: string, options: Options, io: Io): Promise<number> {
  const document = documentAt(textOption(options['file']) ?? 'guard.yaml', io)
  const principal = principalOf(textOption(options['as']), options)
  const asked: RightQuestion[] = []
  const now = Date.now()
  const facts = principal?.kind === 'person' ? directoryFacts([principal], now) : []
  const acl = compileAcl(document.rights, facts)
  const may = rightAnswers(
    () => acl,
    () => now,
  )
  const request = requestOf(method, url, principal, textOption(options['from']) ?? '127.0.0.1')
  const decide = decider(document.sites, {
    ...knowing(principal, document, method),
    may: (question) => {
      asked.push(question)
      return may(question)
    },
  })
  const decision = await decide(request)
  const reasons = asked.flatMap((question) =>
    explanationLines(explain(acl, subjectOf(question.principal), resourceNamed(question.resource), momentOf(question, now))),
  )
  io.stdout.write(
    `${[...lines(document, decision), ...asked.map(({ right, resource }) => `takes:    ${right} on ${resource}`), ...reasons.map((line, index) => `${index === 0 ? 'has:      ' : '          '}${line}`)].join('\n')}\n`,
  )
  return decision.outcome === 'allow' ? exit.clean : exit.findings
}

function lines({ sites, file }: GuardDocument, decision: Decision): readonly string[] {
  const id = decision.outcome === 'allow' ? decision.route.id : decision.route
  const route = sites.flatMap(({ routes }) => routes).find((one) => one.id === id)
  const answer =
    decision.outcome === 'allow'
      ? 'allow'
      : decision.outcome === 'preflight'
        ? '204: a page of another origin may ask'
        : decision.outcome === 'challenge'
          ? `${decision.ask === 'log-in' ? 'sent to the log-in' : '401'}: ${decision.reason}`
          : `${decision.status}: ${decision.reason}${decision.detail === undefined ? '' : ` (${decision.detail})`}`
  return [`decision: ${answer}`, ...(route === undefined ? [] : [`route:    ${route.id} (${file}:${route.line})`])]
}

function principalOf(as: string | undefined, options: Options): Principal | undefined {
  if (as === undefined) return undefined
  const { kind, id } = /^(?<kind>person|system|worker):(?<id>.+)$/s.exec(as)?.groups ?? {}
  if (id === undefined)
    throw new RingwallError('usage', `--as ${as}: nobody of that kind`, { hint: 'person:ID, system:OWNER of a key, or worker:SPIFFE-ID' })
  if (kind === 'worker') return { kind, id }
  if (kind === 'system') return { kind: 'key', id, owner: id }
  const groups = Array.isArray(options['group']) ? options['group'].map(String) : []
  return { kind: 'person', id, name: id, groups, secondFactor: options['secondFactor'] === true, session: 'explained' }
}

/** As the data plane would say it, from a page of the site itself. */
function requestOf(method: string, url: string, principal: Principal | undefined, remote: string): GuardRequest {
  const { scheme, host, target } = /^(?<scheme>https?):\/\/(?<host>[^/?#]+)(?<target>.*)$/s.exec(url)?.groups ?? {}
  if (scheme === undefined || host === undefined)
    throw new RingwallError('usage', `${url}: no URL of a site`, { hint: 'https://host/path, as the client sends it' })
  const shown =
    principal?.kind === 'person'
      ? { cookie: `${sessionCookie}=${'e'.repeat(43)}`, origin: `https://${host.toLowerCase()}`, 'sec-fetch-site': 'same-origin' }
      : principal?.kind === 'key'
        ? { 'x-api-key': 'gk_explained' }
        : {}
  const worker = principal?.kind === 'worker' ? { worker: principal.id } : {}
  return {
    method,
    scheme: scheme === 'http' ? 'http' : 'https',
    host,
    target: target === undefined || target === '' ? '/' : target,
    remote,
    headers: shown,
    ...worker,
  }
}

/** Everybody is who they are said to be; a key is taken for one whose scopes hold all. */
function knowing(principal: Principal | undefined, { sites }: GuardDocument, method: string): Omit<Knowledge, 'may'> {
  const scopes = sites.map(({ host }) => ({ host, methods: [method], segments: [], below: true }))
  return {
    session: () => (principal?.kind === 'person' ? principal : undefined),
    key: () => (principal?.kind === 'key' ? { id: principal.id, owner: principal.owner, scopes, sources: [] } : { refused: 'unknown-key' }),
    later: () => 0,
  }
}
