import type { Conversation } from '../../wire/conversation.ts'
import { search } from '../../wire/ldap.ts'

/** What a server tells everybody of itself (RFC 4512, section 5.1). */
export interface Root {
  /** 0: it was shown. */
  readonly code: number
  readonly contexts: readonly string[]
  readonly mechanisms: readonly string[]
  readonly startTls: boolean
  readonly version?: string
}

const startTlsOid = '1.3.6.1.4.1.1466.20037'

export async function readRoot(talk: Conversation, id: number): Promise<Root> {
  const attributes = ['namingContexts', 'supportedSASLMechanisms', 'supportedExtension', 'vendorVersion']
  const { code, entries } = await search(talk, id, { base: '', scope: 'base', attributes, typesOnly: false, sizeLimit: 1 }, 'search of the root DSE')
  const of = (name: string): readonly string[] => entries[0]?.attributes.get(name.toLowerCase()) ?? []
  const version = /\d+(?:\.\d+)+/.exec(of('vendorVersion')[0] ?? '')?.[0]
  return {
    code: entries.length === 0 && code === 0 ? noSuchObject : code,
    contexts: of('namingContexts').filter((each) => each !== ''),
    mechanisms: of('supportedSASLMechanisms'),
    startTls: of('supportedExtension').includes(startTlsOid),
    ...(version === undefined ? {} : { version }),
  }
}

/** Where entries may lie: as the server says, or else as the names of its clients' accounts do. */
export function contextsOf({ contexts }: Root, users: readonly string[]): readonly string[] {
  if (contexts.length > 0) return contexts.slice(0, 3)
  const parents = users.flatMap((user) => /^[^,=]+=[^,]+,(.+=.+)$/.exec(user)?.[1] ?? [])
  return [...new Set(parents)].slice(0, 3)
}

/** Result codes (RFC 4511, appendix A) that decide something here. */
export const success = 0
const strongerAuthRequired = 8
export const confidentialityRequired = 13
const noSuchObject = 32
export const invalidCredentials = 49

/** It was turned down for the missing encryption, before anybody looked at the name. */
export function wantsTls(code: number): boolean {
  return code === confidentialityRequired || code === strongerAuthRequired
}

const names: Readonly<Record<number, string>> = {
  0: 'success',
  1: 'operationsError',
  2: 'protocolError',
  4: 'sizeLimitExceeded',
  7: 'authMethodNotSupported',
  8: 'strongerAuthRequired',
  13: 'confidentialityRequired',
  32: 'noSuchObject',
  34: 'invalidDNSyntax',
  48: 'inappropriateAuthentication',
  49: 'invalidCredentials',
  50: 'insufficientAccessRights',
  51: 'busy',
  52: 'unavailable',
  53: 'unwillingToPerform',
}

export function nameOf(code: number): string {
  return names[code] ?? `result ${code}`
}
