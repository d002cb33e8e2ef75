import { refuse } from './refusal.ts'
import type { Element } from './xml.ts'
import { childOf, childrenOf, everyElement, parsed, space, textOf } from './xml.ts'

/** What an answer is held to. */
export interface Expected {
  /** The provider, as its metadata names it. */
  readonly issuer: string
  /** Our entity. */
  readonly audience: string
  /** Where the browser brought it: the address of the one host. */
  readonly recipient: string
  /** The request of this browser. */
  readonly request: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What a signed assertion says, once it was believed. */
export interface Said {
  readonly assertion: string
  readonly nameId: string
  readonly format: string
  /** By name; a name with several values has them all. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
  readonly contexts: readonly string[]
  readonly session?: string
  /** Until when it could be brought again. */
  readonly repeatable: number
  /** Until when the provider vouches for the session, where it says. */
  readonly sessionUntil?: number
}

/** Milliseconds that clocks may differ. */
const skew = 30_000
/** An assertion that could be brought for longer is no bearer assertion of a log-in just made. */
const longestLife = 3_600_000
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success'
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const unspecified = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'
const mostValues = 1000

/** What the response around the assertion has to say; it may be unsigned, so nothing else is taken from it. */
export function checkResponse(response: Element, expected: Expected): void {
  if (response.attributes.get('Version') !== '2.0') refuse('not SAML 2.0')
  if (response.attributes.get('Destination') !== expected.recipient) refuse('another Destination')
  if (response.attributes.get('InResponseTo') !== expected.request) refuse("not the answer to this browser's request")
  const status = childOf(childOf(response, space.protocol, 'Status'), space.protocol, 'StatusCode')
  if (status.attributes.get('Value') !== success) refuse('no success')
  for (const issuer of childrenOf(response, space.assertion, 'Issuer')) if (textOf(issuer) !== expected.issuer) refuse('another Issuer')
}

/** Reads the very bytes that were verified, and nothing else. */
export function checkedAssertion(signedXml: string, expected: Expected): Said {
  const assertion = parsed(signedXml)
  if (assertion.space !== space.assertion || assertion.local !== 'Assertion') refuse('what is signed is no Assertion')
  if ([...everyElement(assertion)].filter(({ local }) => local === 'Assertion').length !== 1) refuse('an Assertion within another')
  if (assertion.attributes.get('Version') !== '2.0') refuse('not SAML 2.0')
  if (textOf(childOf(assertion, space.assertion, 'Issuer')) !== expected.issuer) refuse('another Issuer')
  if (moment(assertion, 'IssueInstant') > expected.now + skew) refuse('issued in the future')
  checkConditions(childOf(assertion, space.assertion, 'Conditions'), expected)
  const subject = childOf(assertion, space.assertion, 'Subject')
  const name = childOf(subject, space.assertion, 'NameID')
  const repeatable = checkConfirmation(subject, expected)
  return {
    assertion: assertion.attributes.get('ID') ?? refuse('no ID'),
    nameId: textOf(name),
    format: name.attributes.get('Format') ?? unspecified,
    attributes: attributesOf(assertion),
    repeatable,
    ...statementOf(childOf(assertion, space.assertion, 'AuthnStatement'), expected),
  }
}

function checkConditions(conditions: Element, { now, audience }: Expected): void {
  period(conditions, now)
  if (conditions.attributes.get('NotOnOrAfter') === undefined) refuse('Conditions without an end')
  const known = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'])
  // a condition that is not understood makes an assertion indeterminate (SAML core 2.5.1.1)
  if (conditions.children.some((child) => child.space !== space.assertion || !known.has(child.local))) refuse('a condition that nobody knows')
  const restrictions = childrenOf(conditions, space.assertion, 'AudienceRestriction')
  if (restrictions.length === 0) refuse('no audience')
  for (const restriction of restrictions) {
    if (!childrenOf(restriction, space.assertion, 'Audience').some((one) => textOf(one) === audience)) refuse('another audience')
  }
}

/** The one confirmation, by bearer (SAML profiles 4.1.4.2); gives until when it holds. */
function checkConfirmation(subject: Element, { recipient, request, now }: Expected): number {
  const confirmation = childOf(subject, space.assertion, 'SubjectConfirmation')
  if (confirmation.attributes.get('Method') !== bearer) refuse('another confirmation than bearer')
  const data = childOf(confirmation, space.assertion, 'SubjectConfirmationData')
  if (data.attributes.get('Recipient') !== recipient) refuse('another Recipient')
  if (data.attributes.get('InResponseTo') !== request) refuse("not the answer to this browser's request")
  period(data, now)
  const end = moment(data, 'NotOnOrAfter')
  if (end > now + longestLife) refuse('a confirmation that holds for more than an hour')
  return end + skew
}

function statementOf(statement: Element, { now }: Expected): Pick<Said, 'contexts' | 'session' | 'sessionUntil'> {
  const contexts = [...everyElement(statement)].filter(({ local, space: within }) => local === 'AuthnContextClassRef' && within === space.assertion)
  const session = statement.attributes.get('SessionIndex')
  const until = statement.attributes.has('SessionNotOnOrAfter') ? moment(statement, 'SessionNotOnOrAfter') : undefined
  if (moment(statement, 'AuthnInstant') > now + skew) refuse('a log-in in the future')
  if (until !== undefined && until <= now) refuse('a session that is over')
  return {
    contexts: contexts.map((one) => textOf(one)),
    ...(session === undefined ? {} : { session }),
    ...(until === undefined ? {} : { sessionUntil: until }),
  }
}

function attributesOf(assertion: Element): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const statement of childrenOf(assertion, space.assertion, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, space.assertion, 'Attribute')) {
      const name = attribute.attributes.get('Name') ?? refuse('an attribute without a name')
      if (found.has(name)) refuse('an attribute that is there twice')
      const values = childrenOf(attribute, space.assertion, 'AttributeValue')
      if (values.length > mostValues) refuse('more than a thousand values')
      // values with elements in them are nobody's names
      found.set(
        name,
        values.filter(({ children }) => children.length === 0).map((one) => textOf(one)),
      )
    }
  }
  return found
}

function period(element: Element, now: number): void {
  if (element.attributes.has('NotBefore') && moment(element, 'NotBefore') > now + skew) refuse('not yet valid')
  if (element.attributes.has('NotOnOrAfter') && moment(element, 'NotOnOrAfter') + skew <= now) refuse('no longer valid')
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/

/** A time in UTC, as SAML core 1.3.3 wants it. */
function moment(element: Element, name: string): number {
  const text = element.attributes.get(name) ?? ''
  const value = instant.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(value) ? refuse(`a ${name} that is no time`) : value
}
