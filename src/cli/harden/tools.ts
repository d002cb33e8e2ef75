import { randomBytes } from 'node:crypto'
import type { MadeTools } from '../../engine/harden/plan.ts'
import type { Deployment } from '../../model/graph.ts'
import type { Secret, SecretShape } from '../../model/text.ts'
import type { KeyStore } from '../../model/want.ts'
import type { Issuer } from './authority.ts'

/** What remedies make up, kept for the whole plan: the same name gets the same value in every round. */
export interface Made {
  readonly tools: MadeTools
  /** Every secret that was made, for what is shown: value -> name. */
  readonly secrets: ReadonlyMap<string, string>
}

const usual: SecretShape = { encoding: 'hex', bytes: 24 }

/**
 * @param issuerFor who signs certificates; asked when the first one is needed
 * @param given what the call says itself
 */
export function madeFor(
  now: string,
  deployment: Deployment,
  issuerFor: (deployment: Deployment) => Promise<Issuer>,
  given: Pick<MadeTools, 'acme' | 'keeping'> = {},
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
    },
  }
}

/** Base64 keeps its padding: who decodes it strictly wants it. */
function encoded(bytes: Buffer, encoding: SecretShape['encoding']): string {
  const text = bytes.toString(encoding)
  return encoding === 'base64url' ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text
}
