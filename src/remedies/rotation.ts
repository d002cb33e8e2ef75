import type { Credential, CredentialUse, Deployment } from '../model/graph.ts'
import type { Overlap } from '../model/secrets-report.ts'
import { isResolved } from '../model/setting.ts'
import type { Protocol } from '../model/vocabulary.ts'
import type { SecretGroup } from './secret-groups.ts'
import { distinctName, groupsOf } from './secret-groups.ts'
import { refusalFor } from './secrets.ts'

/** One secret of a deployment under its own name: uses that have to stay the same value. */
export interface NamedSecret {
  readonly name: string
  readonly credential: Credential
  readonly group: SecretGroup
}

/** An account of a running server whose password becomes another. */
export interface RotatedDoor {
  readonly component: string
  readonly listener: string
  readonly user: string
  readonly way: Overlap
}

export type RotationWay =
  /** Servers are told while they run; programs that only use the value are started anew. */
  | { readonly how: 'doors'; readonly doors: readonly RotatedDoor[] }
  /** No server keeps it: everybody who holds it is started anew with the next one. */
  | { readonly how: 'holders' }
  | { readonly how: 'refused'; readonly why: string }

/** Every secret under its name. A value that nobody guesses is one secret wherever it stands: uses of no known role go with the one that has one. */
export function namedSecrets({ credentials }: Pick<Deployment, 'credentials'>): readonly NamedSecret[] {
  const names = new Set<string>()
  return credentials.flatMap((credential) =>
    joined(credential).map((group) => {
      const name = distinctName(group, names)
      names.add(name)
      return { name, credential, group: { ...group, name } }
    }),
  )
}

function joined(credential: Credential): readonly SecretGroup[] {
  const groups = groupsOf(credential)
  const [known, second] = groups.filter(hasRole)
  if (known === undefined || second !== undefined || !isUnguessable(credential)) return groups
  const uses = groups.flatMap((group) => (group === known ? [] : group.uses))
  return [{ ...known, uses: [...known.uses, ...uses] }]
}

function hasRole({ uses }: SecretGroup): boolean {
  return uses.some(({ as }) => as !== 'named')
}

function isUnguessable({ strength }: Credential): boolean {
  return strength === 'strong' || strength === 'fair'
}

/** How a secret can be rotated. `overlaps`: what is known of servers, by protocol. */
export function rotationOf(
  { credential, group }: Pick<NamedSecret, 'credential' | 'group'>,
  deployment: Pick<Deployment, 'listeners' | 'components'>,
  overlaps: Readonly<Partial<Record<Protocol, Overlap>>>,
): RotationWay {
  const { value } = credential
  const { uses } = group
  if (!isResolved(value)) return refused('its value is not known here')
  const refusal = refusalFor(value.value, group)
  if (refusal !== undefined) return refused(refusal.why)
  if (uses.some(({ purpose, key }) => purpose === 'encryption' || /fernet|encrypt|master_?key/i.test(key)))
    return refused(
      'it encrypts data, which would be lost with it: re-encrypt as the product says (Airflow: fernet_key = NEW,OLD, then airflow rotate-fernet-key), then take the old one out',
    )
  if (uses.some(({ by }) => by === 'build' || by === 'label')) return refused('it is in an image or a label, and stays in their history')
  if (uses.some(({ by }) => by === 'default') && !isUnguessable(credential))
    return refused("it is the product's own value: `ringwall harden` gives it one")
  const odd =
    isUnguessable(credential) &&
    groupsOf(credential).some((each) => !hasRole(each)) &&
    credential.uses.find((use) => !uses.includes(use) && use.as === 'named')
  if (odd) return refused(`${odd.key} of ${odd.component} has the same value, and which of its doors it opens is not known here`)
  const opened = uses.filter(({ as }) => as === 'account' || as === 'client')
  if (opened.length > 0) return throughDoors(group, deployment, overlaps)
  if (uses.some(({ as }) => as === 'secret')) return { how: 'holders' }
  return refused('what it opens is not known here')
}

function throughDoors(
  { uses }: SecretGroup,
  { listeners, components }: Pick<Deployment, 'listeners' | 'components'>,
  overlaps: Readonly<Partial<Record<Protocol, Overlap>>>,
): RotationWay {
  const doors = new Map<string, RotatedDoor>()
  for (const use of uses) {
    if (use.as !== 'account' && use.as !== 'client') continue
    const own = listeners.filter(({ id, component }) =>
      use.opens === undefined ? use.as === 'account' && component === use.component : id === use.opens,
    )
    const [listener] = own.filter(({ protocol }) => overlaps[protocol] !== undefined)
    if (listener === undefined) {
      const [other] = own
      return refused(
        other === undefined
          ? `${use.key} of ${use.component}: the server that it opens is not known here`
          : `${other.id} speaks ${other.protocol}: how its accounts get another password while it runs is not known here`,
      )
    }
    const user = accountOf(use, listener.protocol)
    if (user === undefined || user === '') return refused(`${use.key} of ${use.component}: whose password it is is not known here`)
    const { id, component, protocol } = listener
    doors.set(`${component}\0${user}`, { component, listener: id, user, way: overlaps[protocol]! })
  }
  // what only hands on has no accounts
  const servers = [...doors.values()].filter(({ component }) => components.find(({ id }) => id === component)?.role !== 'proxy')
  return { how: 'doors', doors: servers.length > 0 ? servers : [...doors.values()] }
}

/** The account of a use; where it has no name, the one that its protocol or its setting means. */
function accountOf({ user, key }: CredentialUse, protocol: Protocol): string | undefined {
  if (user !== undefined) return isResolved(user) ? user.value : undefined
  if (protocol === 'redis') return 'default'
  return protocol === 'mysql' && /root/i.test(key) ? 'root' : undefined
}

function refused(why: string): RotationWay {
  return { how: 'refused', why }
}
