import type { AclEvent, Change, Subject } from '../acl/types.ts'
import type { Decision as Decided } from '../model/decision.ts'
import type { Principal } from '../model/principal.ts'
import type { GuardRequest } from '../model/request.ts'
import type { Ending, SessionRecord } from '../people/sessions.ts'
import type { PortalEvent } from '../portal/settings.ts'
import type { Decision, LogIn, Right, Who } from './event.ts'
import type { Hashed, Label } from './values.ts'
import { address, host, instant, label } from './values.ts'
import type { AuditLog } from './writer.ts'

/** What other rooms tell the log, each in the shape of their own ports. What rejects is a deny. */
export interface Recorders {
  readonly decision: (request: GuardRequest, decision: Decided) => Promise<void>
  readonly portal: (event: PortalEvent) => Promise<void>
  readonly rights: (event: AclEvent) => Promise<void>
  /** Log-outs that nobody asked for; the portal tells of the others. */
  readonly sessionEnded: (record: SessionRecord, why: Ending) => Promise<void>
}

/** @param hash makes the keyed hashes of what was sent; its secret outlives the process, so that equal values stay equal */
export function recorders({ write }: Pick<AuditLog, 'write'>, hash: (value: string) => Hashed): Recorders {
  return {
    decision: (request, decision) => write(decisionEvent(request, decision, hash)),
    portal: (event) => write(portalEvent(event, hash)),
    rights: (event) => write(rightEvent(event)),
    async sessionEnded({ person }, why) {
      if (why !== 'asked') await write({ kind: 'log-out', who: { type: 'account', id: label(person.id) }, why })
    },
  }
}

function decisionEvent(request: GuardRequest, decision: Decided, hash: (value: string) => Hashed): Decision {
  const [method, target, source] = [label(request.method), hash(request.target), address(request.remote)]
  if (decision.outcome === 'allow') {
    const { principal, site, route, why } = decision
    const [access, who] = [accessOf(decision), whoOf(principal)]
    return {
      kind: 'decision',
      verdict: 'allow',
      access,
      who,
      method,
      host: label(site.host),
      route: label(route.id),
      rule: label(why),
      target,
      source,
    }
  }
  // the client said the host, and nobody knows it
  const common = { kind: 'decision', access: 'other', method, host: host(request.host, hash), target, source } as const
  if (decision.outcome === 'preflight')
    return { ...common, verdict: 'challenge', who: { type: 'anonymous' }, route: label(decision.route), reason: label('preflight') }
  return {
    ...common,
    verdict: decision.outcome,
    who: whoOf(decision.outcome === 'deny' ? decision.principal : undefined),
    reason: label(decision.reason),
    ...(decision.route === undefined ? {} : { route: label(decision.route) }),
  }
}

/** A route that takes the right to administer manages; every other one that takes a right reaches data, but where guard.yaml says that a record may come after. */
function accessOf({ route: { access, recordedAfter } }: Extract<Decided, { outcome: 'allow' }>): Decision['access'] {
  if (access.kind !== 'right' || recordedAfter === true) return 'other'
  return access.right === 'admin' ? 'management' : 'data'
}

export function whoOf(principal: Principal | 'anyone' | undefined): Who {
  if (principal === undefined || principal === 'anyone') return { type: 'anonymous' }
  return { type: principal.kind === 'person' ? 'account' : principal.kind, id: label(principal.id) }
}

function portalEvent(
  { what, outcome, who, how: shown, remote, reason }: PortalEvent,
  hash: (value: string) => Hashed,
): LogIn | { kind: 'log-out'; who: Who; why: 'asked' } {
  const whom: Who =
    'id' in who ? { type: 'account', id: label(who.id) } : 'from' in who ? { type: 'anonymous' } : { type: 'unknown', id: hash(who.typed) }
  if (what === 'log-out') return { kind: 'log-out', who: whom, why: 'asked' }
  const source = 'id' in who ? who.id.slice(0, who.id.indexOf(':')) : 'from' in who ? who.from : ''
  const how = shown ?? (['ldap', 'saml', 'oidc'] as const).find((each) => each === source) ?? 'password'
  return { kind: 'log-in', who: whom, how, outcome, source: address(remote), ...(reason === undefined ? {} : { reason: label(reason) }) }
}

function rightEvent({ at: _at, by, change, refused }: AclEvent): Right {
  return {
    kind: 'right',
    by: by.kind === 'group' ? { type: 'anonymous' } : { type: by.kind === 'user' ? 'account' : by.kind, id: label(by.id) },
    outcome: refused === undefined ? 'done' : 'refused',
    ...changeOf(change),
    ...(refused === undefined ? {} : { reason: label(refused) }),
  }
}

function changeOf(change: Change): Pick<Right, 'change' | 'grant' | 'subject' | 'relation' | 'resource' | 'group' | 'until'> {
  switch (change.kind) {
    case 'give': {
      const { id, subject, effect, relation, mayGrant, resource, expires } = change.grant
      return {
        change: effect === 'allow' ? 'granted' : 'denied',
        grant: label(id),
        subject: named(subject),
        relation: label(mayGrant === true ? `${relation} and to grant` : relation),
        resource: named(resource),
        // somebody wrote it, and a date has an end
        ...(expires === undefined || !(Math.abs(expires) <= 8.64e15) ? {} : { until: instant(new Date(Math.min(expires, latest))) }),
      }
    }
    case 'take':
      return { change: 'revoked', grant: label(change.id) }
    case 'add-member':
    case 'remove-member':
      return { change: change.kind === 'add-member' ? 'member-added' : 'member-removed', group: label(change.group), subject: named(change.member) }
    case 'add-administrator':
    case 'remove-administrator':
      return { change: change.kind === 'add-administrator' ? 'administrator-added' : 'administrator-removed', subject: named(change.subject) }
  }
}

/** The last day that is written with four digits. */
const latest = Date.UTC(9999, 11, 31)

function named({ kind, id }: Subject | { readonly kind: string; readonly id: string }): Label {
  return label(`${kind}:${id}`)
}
