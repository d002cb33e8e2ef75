import type { FailedVerdict } from '../../model/control.ts'
import type { Deployment } from '../../model/graph.ts'
import type { LeftOpen, Phase, Proposal, Proposed, RemedyTools, Step, Trouble } from '../../model/remedy.ts'
import type { Change } from '../../model/change.ts'
import type { Want } from '../../model/want.ts'
import type { Concerned } from './concerned.ts'
import { answersOf } from './concerned.ts'
import type { LoginPart, TlsPart } from './ends.ts'
import { loginPart, partOf, tlsPart } from './ends.ts'
import { shownBy } from './identity.ts'
import { loginsFor } from './logins.ts'

/** One listener with all its clients: TLS and log-in, each as far as both ends can. */
export async function proposeFor(concerned: Concerned, deployment: Deployment, tools: RemedyTools): Promise<readonly Proposed[]> {
  const { listener, failed } = concerned
  const [forTls, forLogin] = (['tls', 'login'] as const).map((part) => failed.filter((verdict) => partOf(verdict) === part))
  const isFaulty = failed.some(({ control }) => control === 'channel/certificate')
  const tls = forTls!.length === 0 ? undefined : tlsPart(concerned, await shownBy(listener, deployment, isFaulty, tools), tools)
  const login = forLogin!.length === 0 ? undefined : loginPart(concerned, loginsFor(concerned, deployment, tools), tools)
  const open = [...leftBy(tls, forTls!), ...leftBy(login, forLogin!)]
  const proposal = proposalOf(concerned, isPart(tls) ? tls : undefined, isPart(login) ? login : undefined, open)
  return proposal === undefined ? open : [...open, proposal]
}

function isPart<P extends TlsPart | LoginPart>(part: P | Trouble | undefined): part is P {
  return part !== undefined && !('why' in part)
}

/** Verdicts that stay: all of them where the server cannot, else those of clients that cannot follow and what the server has to leave open for them. */
function leftBy(part: TlsPart | LoginPart | Trouble | undefined, failed: readonly FailedVerdict[]): readonly LeftOpen[] {
  if (part === undefined || failed.length === 0) return []
  if ('why' in part) return [{ answers: failed.map(answersOf), ...part }]
  const [first] = [...part.stuck]
  if (first === undefined) return []
  return failed.flatMap((verdict) => {
    const { subject } = verdict.judgement
    const own = part.stuck.get(subject)
    if (own !== undefined) return [{ answers: [answersOf(verdict)], ...own }]
    // a connection of somebody who can follow
    if (part.connect.has(subject)) return []
    const [who, { reason, why }] = first
    return [
      {
        answers: [answersOf(verdict)],
        reason,
        why:
          who.startsWith('nobody->') || !failed.some(({ judgement }) => judgement.subject === who)
            ? why
            : `${who.split('->')[0]} could not follow: ${why}`,
      },
    ]
  })
}

function proposalOf(
  { listener, clients, failed }: Concerned,
  tls: TlsPart | undefined,
  login: LoginPart | undefined,
  open: readonly LeftOpen[],
): Proposal | undefined {
  const steps: Step[] = []
  const add = (component: string, phase: Phase, does: Want | Change): void => void steps.push({ component, phase, does })
  const serve = (phase: 'accept' | 'close'): void => {
    const [encrypted, asked] = [tls?.[phase], login?.[phase]]
    if (encrypted === undefined && asked === undefined) return
    add(listener.component, phase, {
      kind: 'serve',
      port: listener.port,
      ...(encrypted === undefined ? {} : { tls: encrypted }),
      ...(asked === undefined ? {} : { login: asked }),
    })
  }
  serve('accept')
  for (const { id, from } of clients) {
    // what the server cannot accept beside the old comes when it closes
    for (const phase of ['switch', 'close'] as const) {
      const comes = (part: TlsPart | LoginPart | undefined): boolean =>
        (part?.accept === undefined && part?.isAsked !== true ? 'close' : 'switch') === phase
      const trust = comes(tls) ? tls?.connect.get(id) : undefined
      const credential = comes(login) ? login?.connect.get(id) : undefined
      if (trust === undefined && credential === undefined) continue
      add(from, phase, {
        kind: 'connect',
        // the channel goes by another port once it has switched
        channel:
          phase === 'close' && tls?.connect.has(id) === true && trust === undefined
            ? `${from}->${listener.component}:${tls.connect.get(id)!.port}`
            : id,
        ...(trust === undefined ? {} : { trust }),
        ...(credential === undefined ? {} : { credential }),
      })
    }
  }
  serve('close')
  // who came from outside of the networks goes on coming by the same port
  if (tls?.close !== undefined && tls.close.port !== listener.port && listener.publications.length > 0)
    add(listener.component, 'close', { kind: 'publication', port: listener.port, to: { port: tls.close.port } })
  if (steps.length === 0) return undefined
  const stays = [...new Set([...(tls?.stuck.keys() ?? []), ...(login?.stuck.keys() ?? [])].map((id) => id.split('->')[0]!))]
  const left = new Set(open.flatMap(({ answers }) => answers.map(({ control, subject }) => `${control} ${subject ?? ''}`)))
  return {
    id: `channel ${listener.id}${stays.length === 0 ? '' : ` without ${stays.join(', ')}`}`,
    title: titleOf(listener.id, tls, login, stays),
    answers: failed.map(answersOf).filter(({ control, subject }) => !left.has(`${control} ${subject ?? ''}`)),
    steps,
    risks: risksOf(listener.component, clients.length, tls, login),
  }
}

function titleOf(id: string, tls: TlsPart | undefined, login: LoginPart | undefined, stays: readonly string[]): string {
  const gets = [...(tls === undefined ? [] : ['TLS that its clients verify']), ...(login === undefined ? [] : ['a log-in for each client'])]
  return `${id} gets ${gets.join(' and ')}${stays.length === 0 ? '' : `; it still serves ${stays.join(', ')} as before`}`
}

function risksOf(server: string, clients: number, tls: TlsPart | undefined, login: LoginPart | undefined): readonly string[] {
  const closes = tls?.close !== undefined || login?.close !== undefined
  return [
    ...(closes ? [`who uses ${server} and is not among its ${clients} known clients is turned away: \`ringwall verify\` and its log tell`] : []),
    ...((tls !== undefined && tls.accept === undefined) || (login !== undefined && login.accept === undefined && login.isAsked !== true)
      ? [`${server} and its clients change at once: they are restarted together`]
      : []),
  ]
}
