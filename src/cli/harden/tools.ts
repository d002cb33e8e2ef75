import { randomBytes } from 'node:crypto'
import type { RemedyTools, SecretShape } from '../../model/remedy.ts'
import type { Secret } from '../../model/text.ts'

/** What remedies make up, kept for the whole plan: the same name gets the same value in every round. */
export interface Made {
  readonly tools: RemedyTools
  /** Every secret that was made, for what is shown: value -> name. */
  readonly secrets: ReadonlyMap<string, string>
}

const usual: SecretShape = { encoding: 'hex', bytes: 24 }

export function madeFor(now: string): Made {
  const byName = new Map<string, Secret>()
  const secrets = new Map<string, string>()
  return {
    secrets,
    tools: {
      now,
      secret(name, { encoding, bytes } = usual) {
        const known = byName.get(name)
        if (known !== undefined) return known
        const secret = { name, value: encoded(randomBytes(bytes), encoding) }
        byName.set(name, secret)
        secrets.set(secret.value, `new secret ${name}`)
        return secret
      },
      identity: () => Promise.reject(new Error('there is no authority yet')),
      authority: () => Promise.reject(new Error('there is no authority yet')),
    },
  }
}

/** Base64 keeps its padding: who decodes it strictly wants it. */
function encoded(bytes: Buffer, encoding: SecretShape['encoding']): string {
  const text = bytes.toString(encoding)
  return encoding === 'base64url' ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text
}
