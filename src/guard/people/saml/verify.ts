import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import { refuse } from './refusal.ts'

export interface Verified {
  readonly sent: string
  /** In PEM: no other key counts, whatever the answer brings. */
  readonly certificates: readonly string[]
  readonly isResponseSigned: boolean
  readonly issuer: string
  readonly audience: string
  readonly recipient: string
  readonly request: string
  readonly now: number
}

/** The signed bytes of the assertion in a filtered response, verified by node-saml; or a refusal. */
export async function signedAssertion(asked: Verified): Promise<string> {
  const saml = new SAML({
    callbackUrl: asked.recipient,
    issuer: asked.audience,
    // audience and times are ours to judge, in our words and with our clock
    audience: false,
    idpIssuer: asked.issuer,
    idpCert: [...asked.certificates],
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: asked.isResponseSigned,
    validateInResponseTo: ValidateInResponseTo.always,
    acceptedClockSkewMs: -1,
    // it knows of one request: the one of this browser
    cacheProvider: {
      saveAsync: () => Promise.resolve(null),
      getAsync: (key) => Promise.resolve(key === asked.request ? new Date(asked.now).toISOString() : null),
      removeAsync: () => Promise.resolve(null),
    },
  })
  let xml: string | undefined
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: asked.sent })
    xml = profile?.getAssertionXml?.()
  } catch {
    // its words may be the answer's
    refuse('not verified')
  }
  return xml ?? refuse('not verified')
}
