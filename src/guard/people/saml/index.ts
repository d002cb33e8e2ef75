import { setImmediate } from 'node:timers/promises'
import { SAML } from '@node-saml/node-saml'
import { atMost } from '../at-most.ts'
import type { Provider, Recognised } from '../types.ts'
import { checkedAssertion, checkResponse } from './assertion.ts'
import type { Expected, Said } from './assertion.ts'
import { written } from './at-source.ts'
import { openedResponse } from './encrypted.ts'
import { decodedResponse, filtered } from './filter.ts'
import type { SingleLogOut } from './logout.ts'
import { logOutPath, singleLogOut } from './logout.ts'
import { ourMetadata } from './metadata.ts'
import { validCertificates } from './provider.ts'
import { Refusal, refuse } from './refusal.ts'
import type { SamlSettings } from './settings.ts'
import { signedAssertion } from './verify.ts'
import { childrenOf, parsed, space } from './xml.ts'

export interface SamlService extends Provider {
  /** Our metadata, with a consumer for each of these hosts. */
  readonly metadata: (hosts: readonly string[]) => string
  /** Where both sides can do it. */
  readonly logOut?: SingleLogOut
}

const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
const identifier = /^[A-Za-z0-9._@+=/-]{1,256}$/
/** Behind the one that is verified. It is at most 256 KiB; a dozen milliseconds each for usual ones. */
const mostWaiting = 31

/** Log-in at a SAML 2.0 identity provider: request by redirect, answer by form, nothing unasked. */
export function samlService(settings: SamlSettings): SamlService {
  const { name, entity, signing, encryption } = settings
  const logOut = singleLogOut(settings)
  const inTurn = atMost(1, mostWaiting)
  return {
    name,
    start: async (host) => {
      if (validCertificates(settings.provider, settings.now()).length === 0) throw new Error('no certificate of the provider is valid')
      const request = `_${settings.random(20).toString('hex')}`
      return { location: await requestFor(settings, host, request), held: { request } }
    },
    answer: async (host, sent, { request }) => {
      try {
        return await inTurn(async () => {
          // it keeps the processor busy: others get their turn in between
          await setImmediate()
          return answered(settings, host, sent, request ?? refuse('no request'))
        })
      } catch (error) {
        return error instanceof Refusal
          ? { refused: 'wrong', detail: error.message }
          : { refused: 'unavailable', detail: 'the answer could not be read' }
      }
    },
    metadata: (hosts) =>
      ourMetadata({
        entity,
        consumers: hosts.map((host) => consumer(settings, host)),
        logOuts: logOut === undefined ? [] : hosts.map((host) => logOutPath(settings.origin(host))),
        ...(signing === undefined ? {} : { certificate: signing.certificate }),
        ...(encryption === undefined ? {} : { encryption: encryption.certificate }),
      }),
    ...(logOut === undefined ? {} : { logOut }),
  }
}

function consumer({ origin }: SamlSettings, host: string): string {
  return `${origin(host)}/.guard/saml/acs`
}

async function requestFor(settings: SamlSettings, host: string, request: string): Promise<string> {
  const { provider, entity, signing } = settings
  const saml = new SAML({
    callbackUrl: consumer(settings, host),
    issuer: entity,
    idpCert: provider.certificates.map(String),
    entryPoint: provider.logIn,
    identifierFormat: settings.attributes.id === undefined ? persistent : null,
    disableRequestedAuthnContext: true,
    generateUniqueId: () => request,
    signatureAlgorithm: 'sha256',
    ...(signing === undefined ? {} : { privateKey: signing.key }),
  })
  return saml.getAuthorizeUrlAsync('', undefined, {})
}

async function answered(settings: SamlSettings, host: string, sent: string, request: string): Promise<Recognised> {
  const { provider, entity, now, once } = settings
  const expected: Expected = { issuer: provider.entity, audience: entity, recipient: consumer(settings, host), request, now: now() }
  const brought = decodedResponse(sent)
  const text = settings.encryption === undefined ? brought : opened(brought, expected, settings.encryption.key)
  const { response, isResponseSigned } = filtered(text)
  checkResponse(response, expected)
  const certificates = validCertificates(provider, expected.now).map(String)
  if (certificates.length === 0) throw new Error('no certificate of the provider is valid')
  // what is verified is what was filtered, to the byte
  const xml = await signedAssertion({ ...expected, sent: Buffer.from(text, 'utf8').toString('base64'), certificates, isResponseSigned })
  const said = checkedAssertion(xml, expected)
  const person = recognised(said, settings)
  const keys = [`saml:${provider.entity}#${said.assertion}`, `saml-request:${request}`]
  for (const key of keys) if (!(await once.first(key, said.repeatable))) refuse('an answer that was here before')
  return person
}

/** The response with its assertion in clear; as it is, where that is in clear. */
function opened(brought: string, expected: Expected, key: string): string {
  const response = parsed(brought)
  if (response.space !== space.protocol || response.local !== 'Response') return brought
  if (childrenOf(response, space.assertion, 'EncryptedAssertion').length === 0) return brought
  checkResponse(response, expected)
  return openedResponse(response, key, expected)
}

function recognised(said: Said, { provider, attributes, secondFactor, longest, now }: SamlSettings): Recognised {
  const ids = attributes.id === undefined ? [said.nameId] : (said.attributes.get(attributes.id) ?? [])
  if (attributes.id === undefined && said.format !== persistent) refuse('a NameID that is not persistent')
  const [id, ...others] = ids
  if (id === undefined || others.length > 0 || !identifier.test(id)) return refuse('no single identifier of plain characters')
  const shown = attributes.shown === undefined ? undefined : said.attributes.get(attributes.shown)?.[0]
  const groups = attributes.groups === undefined ? [] : (said.attributes.get(attributes.groups) ?? [])
  return {
    id: `saml:${provider.entity}#${id}`,
    name: shown === undefined || shown === '' ? id : shown.slice(0, 256),
    groups: [...new Set(groups.map((group) => `saml:${group}`))].toSorted(),
    secondFactor: said.contexts.some((context) => secondFactor.includes(context)),
    until: Math.min(now() + longest, said.sessionUntil ?? Number.POSITIVE_INFINITY),
    atSource: written({ nameId: said.nameId, format: said.format, ...(said.session === undefined ? {} : { index: said.session }) }),
  }
}
