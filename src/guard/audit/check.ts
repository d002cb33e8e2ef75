import type { AuditEvent } from './event.ts'
import { isAddress, isHashed, isInstant, isLabel } from './values.ts'

type Check = (value: unknown) => boolean
type Keys<T> = T extends unknown ? Exclude<keyof T, 'kind'> : never
/** One check for every member that events of a kind have. */
type Shapes = { readonly [K in AuditEvent['kind']]: Readonly<Record<Keys<Extract<AuditEvent, { kind: K }>>, Check>> }

const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const word =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value)
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isKnown = word('account', 'key', 'worker', 'guard', 'component')
const who: Check = (value) => {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  const members = Object.keys(value).length
  if (value.type === 'anonymous') return members === 1
  if (members !== 2 || !('id' in value)) return false
  return value.type === 'unknown' ? isHashed(value.id) : isKnown(value.type) && isLabel(value.id)
}

const shapes: Shapes = {
  'log-in': {
    who,
    how: word('password', 'ldap', 'saml', 'oidc', 'certificate', 'totp', 'webauthn', 'recovery-code'),
    outcome: word('granted', 'refused'),
    reason: maybe(isLabel),
    source: isAddress,
    session: maybe(isHashed),
  },
  'log-out': { who, why: word('asked', 'idle', 'expired', 'revoked', 'vanished', 'provider'), session: maybe(isHashed) },
  decision: {
    access: word('management', 'data', 'other'),
    verdict: word('allow', 'deny', 'challenge'),
    who,
    method: isLabel,
    host: isLabel,
    route: maybe(isLabel),
    rule: maybe(isLabel),
    reason: maybe(isLabel),
    target: maybe(isHashed),
    source: isAddress,
  },
  right: {
    by: who,
    change: word('granted', 'denied', 'revoked', 'member-added', 'member-removed', 'administrator-added', 'administrator-removed'),
    outcome: word('done', 'refused'),
    grant: maybe(isLabel),
    subject: maybe(isLabel),
    relation: maybe(isLabel),
    resource: maybe(isLabel),
    group: maybe(isLabel),
    until: maybe(isInstant),
    reason: maybe(isLabel),
  },
  key: {
    by: who,
    change: word('created', 'rotated', 'changed', 'revoked', 'expired'),
    key: isLabel,
    owner: maybe(isLabel),
    until: maybe(isInstant),
  },
  account: {
    by: who,
    change: word('created', 'changed', 'disabled', 'enabled', 'deleted', 'password', 'second-factor'),
    account: isLabel,
  },
  settings: { by: who, what: isLabel, content: isHashed },
  scan: {
    who,
    route: isLabel,
    direction: word('upload', 'download'),
    verdict: word('clean', 'infected', 'not-scanned'),
    name: maybe(isLabel),
    place: maybe(isLabel),
    bytes: maybe(count),
    content: maybe(isHashed),
  },
  body: { who, route: isLabel, direction: word('upload', 'download'), reason: isLabel, detail: isLabel },
  egress: { component: isLabel, to: isLabel, port: count, outcome: word('refused', 'reported'), reason: isLabel },
  ending: { what: isLabel, until: isInstant },
  start: { version: isLabel },
  stop: {},
  gap: {
    cause: word('not-stopped', 'torn', 'not-written', 'overflow', 'checkpoint-not-delivered'),
    lost: maybe(count),
    refused: maybe(count),
    bytes: maybe(count),
    since: maybe(isInstant),
    reason: maybe(isLabel),
  },
}

/**
 * What keeps this from being an event of the closed set, as words that quote nothing of it; undefined where it is one. Types are checked by
 * the compiler; this is for what was made at run time, so that a value that should have been hashed is never written.
 */
export function wrongIn(event: object): string | undefined {
  const members = event as Readonly<Record<string, unknown>>
  const kind = members['kind']
  const shape = typeof kind === 'string' ? checks.get(kind) : undefined
  if (shape === undefined) return 'its kind is none of the closed set'
  for (const name of Object.keys(event)) if (name !== 'kind' && !shape.has(name)) return `${String(kind)} has a member that it may not have`
  for (const [name, check] of shape) if (!check(members[name])) return `${String(kind)}: "${name}" is not what it may be`
  return undefined
}

/** Names of the members that events of a kind may have. */
export function membersOf(kind: AuditEvent['kind']): readonly string[] {
  return ['kind', ...Object.keys(shapes[kind])]
}

const checks: ReadonlyMap<string, ReadonlyMap<string, Check>> = new Map(
  Object.entries(shapes).map(([kind, shape]) => [kind, new Map<string, Check>(Object.entries(shape))]),
)
