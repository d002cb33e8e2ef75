import { randomBytes } from 'node:crypto'
import type { RemedyTools } from '../../model/remedy.ts'
import type { Secret } from '../../model/text.ts'

/** What remedies make up, kept for the whole plan: the same name gets the same value in every round. */
export interface Made {
  readonly tools: RemedyTools
  /** Every secret that was made, for what is shown: value -> name. */
  readonly secrets: ReadonlyMap<string, string>
}

/** Bytes of a new secret: 192 bits, as 48 letters and digits that need no quotes anywhere. */
const strength = 24

export function madeFor(now: string): Made {
  const byName = new Map<string, Secret>()
  const secrets = new Map<string, string>()
  return {
    secrets,
    tools: {
      now,
      secret(name) {
        const known = byName.get(name)
        if (known !== undefined) return known
        const secret = { name, value: randomBytes(strength).toString('hex') }
        byName.set(name, secret)
        secrets.set(secret.value, `new secret ${name}`)
        return secret
      },
      identity: () => Promise.reject(new Error('there is no authority yet')),
      authority: () => Promise.reject(new Error('there is no authority yet')),
    },
  }
}
