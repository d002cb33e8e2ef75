import type { Credential, CredentialUse, Deployment } from '../model/graph.ts'
import type { Answers, LeftOpen, Proposed, Remedy, RemedyTools, Step } from '../model/remedy.ts'
import type { Secret, SecretShape } from '../model/text.ts'
import type { SecretGroup } from './secret-groups.ts'
import { opensStores, storePasswords } from './store-passwords.ts'
import { distinctName, groupsOf, nameOf } from './secret-groups.ts'

/** A value that others know or guess is replaced by a random one, at both ends at once. */
export const secrets: Remedy = {
  id: 'secrets',
  title: 'published and guessable secrets',
  answers: ['secret/published', 'secret/weak', 'secret/shared'],
  propose: async ({ deployment, failed }, tools) => {
    const concerned = new Map<Credential, Answers[]>()
    for (const { control, judgement } of failed) {
      const credential = deployment.credentials.find(({ label }) => label === judgement.subject)
      if (credential !== undefined) concerned.set(credential, [...(concerned.get(credential) ?? []), { control, subject: judgement.subject }])
    }
    const names = new Set<string>()
    const others = [...concerned].flatMap(([credential, answers]) => {
      const groups = groupsOf(credential).filter((group) => !opensStores(group, deployment))
      return groups.map((group) => {
        const server = serverOf(group, deployment)
        if (server !== undefined && concerned.has(server.credential))
          return proposal(credential, { ...group, name: server.name }, answers, deployment, tools)
        if (server !== undefined) return withServers(credential, group, server, answers)
        const name = distinctName(group, names)
        names.add(name)
        return proposal(credential, { ...group, name }, answers, deployment, tools)
      })
    })
    return [...others, ...(await storePasswords(concerned, deployment, tools))]
  },
}

interface Server {
  readonly name: string
  readonly credential: Credential
}

/** The account behind a door whose clients have another value: theirs has to become its. */
function serverOf({ uses }: SecretGroup, { credentials }: Deployment): Server | undefined {
  const client = uses.find(({ as, opens }) => as === 'client' && opens !== undefined)
  if (client === undefined || uses.some(({ as }) => as === 'account')) return undefined
  for (const credential of credentials) {
    const account = credential.uses.find(
      ({ as, opens, user }) =>
        as === 'account' && opens === client.opens && (user === undefined || client.user === undefined || user.value === client.user.value),
    )
    if (account !== undefined) return { name: nameOf([account]), credential }
  }
  return undefined
}

function withServers(credential: Credential, { uses }: SecretGroup, server: Server, answers: readonly Answers[]): Proposed {
  const secret = { name: server.name, value: server.credential.value.value }
  return {
    id: `secret ${server.name} of ${uses.map(({ component }) => component).join(' ')}`,
    title: `${holders(uses)} ${uses.length === 1 ? 'is' : 'are'} what the server has`,
    answers,
    steps: uses.map((use): Step => ({ component: use.component, phase: 'switch', does: step(use, credential.value.value, secret) })),
    risks: [],
  }
}

function proposal(credential: Credential, group: SecretGroup, answers: readonly Answers[], deployment: Deployment, tools: RemedyTools): Proposed {
  const { value } = credential.value
  const refusal = refusalFor(value, group)
  if (refusal !== undefined) return { answers, ...refusal }
  const secret = tools.secret(group.name, shapeOf(value))
  const steps = replacingSteps(group, value, secret)
  return {
    id: `secret ${group.name} ${[...new Set(group.uses.map(({ component }) => component))].toSorted().join(' ')}`,
    title: `${holders(group.uses)} ${group.uses.length === 1 ? 'is' : 'are'} a new random value`,
    answers,
    steps,
    risks: risksOf(group, deployment),
  }
}

/** The new value wherever the old one stands, at both ends. */
export function replacingSteps({ uses }: SecretGroup, old: string, secret: Secret): readonly Step[] {
  return (
    uses
      .map((use): Step => ({ component: use.component, phase: 'switch', does: step(use, old, secret) }))
      // what is written is found by its line, which a new setting above it moves
      .toSorted((one, other) => Number(one.does.kind !== 'replaced-secret') - Number(other.does.kind !== 'replaced-secret'))
  )
}

function step(use: CredentialUse, old: string, secret: Secret): Step['does'] {
  const { key, trail, by } = use
  // a product's own value is written nowhere
  if (by === 'default') return { kind: 'secret', key, secret }
  return { kind: 'replaced-secret', old, places: trail.slice(0, 1), key, secret }
}

/** Why a value is not replaced by a random one, whoever asks for it. */
export function refusalFor(value: string, { uses }: SecretGroup): Omit<LeftOpen, 'answers'> | undefined {
  const names = holders(uses)
  if (/-----BEGIN|\n/.test(value)) return { reason: 'needs-person' as const, why: `${names}: a key pair; its other half has to be exchanged with it` }
  if (/^\$\w+\$|^\{[A-Z0-9-]+\}/.test(value))
    return { reason: 'needs-person' as const, why: `${names}: a hash; whoever uses the password has to get the new one` }
  if (uses.some(({ key }) => /(?:key|trust)store|cert\.password/i.test(key)))
    return { reason: 'would-break' as const, why: `${names} opens a keystore that is there: keytool -storepasswd changes both together` }
  if (uses.every(({ as, opens }) => as === 'client' && opens === undefined))
    return { reason: 'other-end' as const, why: `${names}: whoever runs the server decides the password` }
  return undefined
}

/** A key of a fixed length keeps its length and its way of writing. */
export function shapeOf(value: string): SecretShape | undefined {
  if (/^[0-9a-f]+$/i.test(value) && value.length >= 32 && value.length % 2 === 0) return { encoding: 'hex', bytes: value.length / 2 }
  if (!/^[A-Za-z0-9+/_-]{20,}={0,2}$/.test(value) || value.length % 4 !== 0 || !/[=+/_-]/.test(value)) return undefined
  const bytes = (value.replace(/=+$/, '').length * 3) / 4
  return { encoding: /[-_]/.test(value) || value.length === 44 ? 'base64url' : 'base64', bytes: Math.floor(bytes) }
}

function risksOf({ uses }: SecretGroup, { stores }: Deployment): readonly string[] {
  const kept = uses.find(
    ({ as, component }) => as === 'account' && stores.some((store) => store.component === component && store.kept !== 'container'),
  )
  const encrypts = uses.some(({ purpose }) => purpose === 'encryption')
  return [
    ...(kept === undefined
      ? []
      : [`an account that ${kept.component} made at its first start keeps its old password: change it there too, in the same minute`]),
    ...(encrypts ? ['what was encrypted with the old key is lost without it: keep it, and re-encrypt as the product says'] : []),
    ...(uses.every(({ as }) => as === 'named') ? ['whoever else knows the value has to get the new one'] : []),
  ]
}

function holders(uses: readonly CredentialUse[]): string {
  const names = [...new Set(uses.map(({ key, component }) => `${key} of ${component}`))]
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ')
}
