import { createHash, randomBytes } from 'node:crypto'
import type { MadeTools } from '../../engine/harden/plan.ts'
import type { Cannot } from '../../model/change.ts'
import type { Deployment } from '../../model/graph.ts'
import type { ResealedStores } from '../../model/remedy.ts'
import type { Secret, SecretShape } from '../../model/text.ts'
import type { KeyStore } from '../../model/want.ts'
import type { Issuer } from './authority.ts'

/** What remedies make up, kept for the whole plan: the same name gets the same value in every round. */
export interface Made {
  readonly tools: MadeTools
  /** Every secret that was made, for what is shown: value -> name. */
  readonly secrets: ReadonlyMap<string, string>
}

/** Key stores under a new password, by what they were: those that share one get one password for it. */
export type Resealed = Map<string, Promise<ResealedStores | Cannot>>

const usual: SecretShape = { encoding: 'hex', bytes: 24 }

/**
 * @param issuerFor who signs certificates; asked when the first one is needed
 * @param given what the call says itself
 * @param resealed what deployments have together
 */
export function madeFor(
  now: string,
  deployment: Deployment,
  issuerFor: (deployment: Deployment) => Promise<Issuer>,
  given: Pick<MadeTools, 'acme' | 'keeping'> = {},
  resealed: Resealed = new Map(),
): Made {
  const byName = new Map<string, Secret>()
  const secrets = new Map<string, string>()
  const stores = new Map<string, Promise<KeyStore>>()
  let issuer: Promise<Issuer> | undefined
  function secret(name: string, { encoding, bytes }: SecretShape = usual): Secret {
    const known = byName.get(name)
    if (known !== undefined) return known
    const secret = { name, value: encoded(randomBytes(bytes), encoding) }
    byName.set(name, secret)
    secrets.set(secret.value, `new secret ${name}`)
    return secret
  }

  return {
    secrets,
    tools: {
      now,
      secret,
      ...given,
      async identity(component, names, usage) {
        issuer ??= issuerFor(deployment)
        return (await issuer).identity(component, names, usage)
      },
      async keyStore(name, content) {
        const known = stores.get(name)
        if (known !== undefined) return known
        // what makes them is large, and most plans need none
        const made = import('./key-stores.ts').then(({ keyStoreOf }) => keyStoreOf(name, content, secret(`${name}-store`)))
        stores.set(name, made)
        return made
      },
      async resealed(name, sealed) {
        const key = [...sealed.stores.values()].map((bytes) => createHash('sha256').update(bytes).digest('hex')).join(' ')
        const known = await resealed.get(key)
        // another deployment may know passwords that the first did not
        if (known !== undefined && !('cannot' in known)) return known
        const made = import('./key-stores.ts').then(({ resealedStores }) => resealedStores(sealed, secret(name)))
        resealed.set(key, made)
        return made
      },
    },
  }
}

/** Base64 keeps its padding: who decodes it strictly wants it. */
function encoded(bytes: Buffer, encoding: SecretShape['encoding']): string {
  const text = bytes.toString(encoding)
  return encoding === 'base64url' ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text
}
