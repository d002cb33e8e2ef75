import type { Element } from './ber.ts'
import { elements, encode, integer, numberOf, tags, takeElement, text } from './ber.ts'
import type { Conversation } from './conversation.ts'
import { mapped } from './conversation.ts'
import { WireError } from './fault.ts'

/** What is asked of LDAP version 3 (RFC 4511): bind, search, who one is, and another password for an account. */
export interface LdapEntry {
  readonly name: string
  /** Types of the attributes in lower case, with their values where they were asked for. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

export interface LdapSearch {
  readonly base: string
  readonly scope: 'base' | 'subtree'
  readonly attributes: readonly string[]
  /** An attribute that entries must have; default objectClass, which all have. */
  readonly present?: string
  /** Values stay where they are: the server only names the attributes. */
  readonly typesOnly: boolean
  readonly sizeLimit: number
}

export interface LdapFound {
  readonly code: number
  readonly entries: readonly LdapEntry[]
}

interface Message {
  readonly id: number
  readonly operation: Element
}

/** Tags of operations (RFC 4511, section 4.2 on). */
const operations = {
  bindRequest: 0x60,
  bindResponse: 0x61,
  searchRequest: 0x63,
  entry: 0x64,
  done: 0x65,
  reference: 0x73,
  modifyRequest: 0x66,
  modifyResponse: 0x67,
  extendedRequest: 0x77,
  extended: 0x78,
} as const

/** Entries that are read of one search, whatever its size limit says. */
const mostEntries = 100

/** A simple bind. `shown` says in the transcript whose. Both empty: anonymous. */
export async function bind(talk: Conversation, id: number, name: string, password: string, shown: string): Promise<number> {
  talk.send(encode(tags.sequence, integer(id), encode(operations.bindRequest, integer(3), text(name), text(password, 0x80))), shown)
  const answer = await message(talk, id, [operations.bindResponse])
  return codeOf(answer)
}

/** Who the server takes us for (RFC 4532): an empty text is nobody. Undefined where it does not say. */
export async function whoAmI(talk: Conversation, id: number): Promise<string | undefined> {
  const oid = text('1.3.6.1.4.1.4203.1.11.3', 0x80)
  talk.send(encode(tags.sequence, integer(id), encode(operations.extendedRequest, oid)), 'who am I')
  const answer = await message(talk, id, [operations.extended])
  if (codeOf(answer) !== 0) return undefined
  return elements(answer.content, 'LDAP')
    .find(({ tag }) => tag === 0x8b)
    ?.content.toString('utf8')
}

/** One more value of an attribute (RFC 4511, section 4.6). Gives the result code. */
export async function addValue(talk: Conversation, id: number, entry: string, attribute: string, value: string, shown: string): Promise<number> {
  const change = encode(tags.sequence, integer(0, tags.enumerated), encode(tags.sequence, text(attribute), encode(tags.set, text(value))))
  talk.send(encode(tags.sequence, integer(id), encode(operations.modifyRequest, text(entry), encode(tags.sequence, change))), shown)
  return codeOf(await message(talk, id, [operations.modifyResponse]))
}

/** This password takes the place of all that the entry has, in the form that the server keeps passwords in (RFC 3062). Gives the result code. */
export async function setPassword(talk: Conversation, id: number, entry: string, password: string, shown: string): Promise<number> {
  const asked = encode(tags.sequence, text(entry, 0x80), text(password, 0x82))
  const request = encode(operations.extendedRequest, text('1.3.6.1.4.1.4203.1.11.1', 0x80), encode(0x81, asked))
  talk.send(encode(tags.sequence, integer(id), request), shown)
  return codeOf(await message(talk, id, [operations.extended]))
}

export async function search(talk: Conversation, id: number, asked: LdapSearch, shown: string): Promise<LdapFound> {
  const filter = text(asked.present ?? 'objectClass', 0x87)
  const request = encode(
    operations.searchRequest,
    text(asked.base),
    integer(asked.scope === 'base' ? 0 : 2, tags.enumerated),
    integer(0, tags.enumerated),
    integer(asked.sizeLimit),
    integer(10),
    encode(0x01, Buffer.from([asked.typesOnly ? 0xff : 0])),
    filter,
    encode(tags.sequence, ...asked.attributes.map((each) => text(each))),
  )
  talk.send(encode(tags.sequence, integer(id), request), shown)
  const entries: LdapEntry[] = []
  for (let count = 0; count <= mostEntries; count++) {
    const answer = await message(talk, id, [operations.entry, operations.reference, operations.done])
    if (answer.tag === operations.done) return { code: codeOf(answer), entries }
    if (answer.tag === operations.entry) entries.push(entryOf(answer))
  }
  throw new WireError('too-much', `more than ${mostEntries} entries`)
}

async function message(talk: Conversation, id: number, wanted: readonly number[]): Promise<Element> {
  const answer = await talk.receive((bytes) => mapped(takeElement('LDAP')(bytes), messageOf), shownAs)
  const { operation } = answer
  if (answer.id === id && wanted.includes(operation.tag)) return operation
  // Notice of Disconnection (section 4.4.1): the server goes away and says why
  if (answer.id === 0 && operation.tag === operations.extended)
    throw new WireError('closed', `the server takes leave with result ${codeOf(operation)}`)
  throw new WireError('garbage', 'the answer is not to what was asked of LDAP')
}

function messageOf({ tag, content }: Element): Message {
  const [id, operation] = tag === tags.sequence ? elements(content, 'LDAP') : []
  if (id?.tag !== tags.integer || operation === undefined) throw new WireError('garbage', 'the answer is not of LDAP')
  return { id: numberOf(id, 'LDAP'), operation }
}

function shownAs({ operation }: Message): string {
  if (operation.tag === operations.entry) return 'entry'
  if (operation.tag === operations.reference) return 'reference'
  return `result ${codeOf(operation)}`
}

function codeOf({ content }: Element): number {
  const [code] = elements(content, 'LDAP')
  if (code?.tag !== tags.enumerated) throw new WireError('garbage', 'the answer of LDAP has no result')
  return numberOf(code, 'LDAP')
}

function entryOf({ content }: Element): LdapEntry {
  const [name, list] = elements(content, 'LDAP')
  const attributes = new Map<string, readonly string[]>()
  for (const each of list === undefined ? [] : elements(list.content, 'LDAP')) {
    const [type, values] = elements(each.content, 'LDAP')
    if (type === undefined || values === undefined) throw new WireError('garbage', 'an attribute of LDAP breaks off')
    attributes.set(
      type.content.toString('utf8').toLowerCase(),
      elements(values.content, 'LDAP').map((value) => value.content.toString('utf8')),
    )
  }
  return { name: name?.content.toString('utf8') ?? '', attributes }
}
