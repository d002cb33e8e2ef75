import type { Credential, Deployment } from '../model/graph.ts'
import { componentOf } from '../model/lookup.ts'
import type { Answers, Proposed, RemedyTools, Step } from '../model/remedy.ts'
import { isJks } from '../protocols/certificates/jks.ts'
import type { SecretGroup } from './secret-groups.ts'
import { groupsOf, nameOf } from './secret-groups.ts'

/** A key store that is among the files, and how one of the components names it. */
interface Store {
  readonly file: string
  readonly bytes: Uint8Array
  readonly component: string
  readonly path: string
}

/** Uses of one value, with the stores that it opens. */
interface Opener {
  readonly credential: Credential
  readonly group: SecretGroup
  readonly stores: readonly Store[]
}

/** Whether these are passwords of key stores that are among the files. */
export function opensStores(group: SecretGroup, deployment: Deployment): boolean {
  return storesOf(group, deployment).length > 0
}

/**
 * Each key store that one of the passwords opens is sealed with a new one, for itself and for its keys, and whoever opens it gets that: all
 * settings for one store have the same password afterwards.
 * @param concerned credentials with findings, and these
 */
export async function storePasswords(
  concerned: ReadonlyMap<Credential, readonly Answers[]>,
  deployment: Deployment,
  tools: RemedyTools,
): Promise<readonly Proposed[]> {
  const left = new Set(
    deployment.credentials.flatMap((credential) =>
      groupsOf(credential).flatMap((group): Opener[] => {
        const stores = storesOf(group, deployment)
        return stores.length === 0 ? [] : [{ credential, group, stores }]
      }),
    ),
  )
  const proposed: Proposed[] = []
  for (const first of left) {
    const together = takeTogether(first, left)
    const answers = [...new Set(together.map(({ credential }) => credential))].flatMap((credential) => concerned.get(credential) ?? [])
    if (answers.length > 0) proposed.push(await proposal(together, answers, tools))
  }
  return proposed
}

/** What opens the same stores, and other stores with the same value; it is taken out of `left`. */
function takeTogether(first: Opener, left: Set<Opener>): readonly Opener[] {
  const together = [first]
  left.delete(first)
  for (const { stores } of together) {
    const files = new Set(stores.map(({ file }) => file))
    const more = [...left].filter((each) => each.stores.some(({ file }) => files.has(file)))
    for (const each of more) left.delete(each)
    together.push(...more)
  }
  return together
}

function storesOf({ uses }: SecretGroup, deployment: Deployment): readonly Store[] {
  const found = new Map<string, Store>()
  for (const { component, keyStore } of uses) {
    const opened = keyStore === undefined ? undefined : componentOf(deployment, component)?.input.open(keyStore.value)
    if (keyStore === undefined || opened?.state !== 'unreadable' || opened.bytes === undefined || opened.file === undefined) continue
    found.set(opened.file, { file: opened.file, bytes: opened.bytes, component, path: keyStore.value })
  }
  return [...found.values()]
}

async function proposal(together: readonly Opener[], answers: readonly Answers[], tools: RemedyTools): Promise<Proposed> {
  const stores = new Map(together.flatMap((each) => each.stores).map((store) => [store.file, store] as const))
  const files = [...stores.keys()].toSorted()
  const made = await tools.resealed(nameOf(together.flatMap(({ group }) => group.uses)), {
    stores: new Map(files.map((file) => [file, stores.get(file)!.bytes])),
    passwords: [...new Set(together.map(({ credential }) => credential.value.value))],
  })
  if ('cannot' in made) return { answers, reason: 'would-break', why: `${made.cannot}: its password has to change with it` }
  const steps: Step[] = together.flatMap(({ credential, group }) =>
    group.uses.map(({ component, key, trail }): Step => {
      const does = { kind: 'replaced-secret', old: credential.value.value, places: trail.slice(0, 1), key, secret: made.password } as const
      return { component, phase: 'switch', does }
    }),
  )
  for (const [file, text] of made.texts) {
    const { component, path } = stores.get(file)!
    steps.push({ component, phase: 'switch', does: { kind: 'file', path, text, isBytes: true, isSecret: true } })
  }
  return {
    id: `key store ${files.join(' ')}`,
    title: `${files.join(', ')} ${files.length === 1 ? 'has' : 'have'} a new random password`,
    answers,
    steps,
    risks: [
      `whoever else opens ${files.join(' or ')} needs the new password`,
      ...([...stores.values()].every(({ bytes }) => isJks(bytes)) ? [] : ['keys in PKCS #12 are under PBES2 then, which Java reads since 8u301']),
    ],
  }
}
