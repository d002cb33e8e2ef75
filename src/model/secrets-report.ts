import type { CredentialUse } from './graph.ts'
import type { Location } from './report.ts'
import type { Strength } from './vocabulary.ts'

/** How a running server gets to another password: it takes both for a time, or the new one takes the old one's place while connections stay. */
export type Overlap = 'beside' | 'instead'

/** Which secrets a deployment has: the contract of schema/secrets.json. No value is in it. */
export interface SecretsReport {
  readonly schema: 'ringwall.secrets/0'
  readonly tool: { readonly name: 'ringwall'; readonly version: string }
  readonly deployments: readonly { readonly name: string; readonly root: string; readonly secrets: readonly ListedSecret[] }[]
}

export interface ListedSecret {
  /** What `ringwall secrets rotate` calls it. */
  readonly name: string
  readonly strength: Strength
  /** Doors of servers that it opens, each with the account; empty where none is known. */
  readonly opens: readonly { readonly listener: string; readonly user: string | null }[]
  readonly uses: readonly {
    readonly component: string
    readonly key: string
    readonly as: CredentialUse['as']
    /** How the value gets there. */
    readonly by: CredentialUse['by']
    readonly at: Pick<Location, 'file' | 'line'> | null
  }[]
  readonly rotation: {
    /** `holders`: no server keeps it, and whoever has it is started anew. */
    readonly how: Overlap | 'holders' | 'refused'
    readonly why: string | null
  }
}
