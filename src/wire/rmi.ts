import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** An object that a server exports: its identifier, and the port at which it is called. The host that the server names with it is not read. */
export interface RemoteObject {
  readonly id: Buffer
  readonly port: number
  /** It is called inside TLS. */
  readonly tls: boolean
}

/** What came of a call. Serialised bytes are looked at and never made into objects: an enemy may have written them. */
export type Returned = { readonly value: Buffer } | { readonly exception: string }

/** Hash of the interface of every registry (RegistryImpl_Stub), its two operations that read, and `jmxrmi` as a serialised string. */
const registryHash = 0x4415_4dc9_d4e6_3bdfn
const operations = { list: 1, lookup: 2 } as const
const jmxrmi = Buffer.from('\x74\x00\x06jmxrmi', 'latin1')

/** Every registry is the object 0 (`ObjID.REGISTRY_ID`). */
const registryId = Buffer.alloc(22)

/** Begins to speak (RMI wire protocol, JRMP, stream protocol): who answers with an acknowledgement and an endpoint speaks RMI. */
export async function greetRmi(talk: Conversation): Promise<void> {
  talk.send(Buffer.from('JRMI\0\x02K', 'latin1'), 'JRMI')
  await talk.receive(acknowledgement, () => 'ProtocolAck')
  // servers do not look at the endpoint of who calls none of theirs back
  talk.send(Buffer.from('\0\x09127.0.0.1\0\0\0\0', 'latin1'), 'an endpoint')
}

function acknowledgement(bytes: Buffer): Taken<true> | undefined {
  if (bytes[0] !== 0x4e) throw new WireError('garbage', 'the answer is not of RMI')
  if (bytes.length < 3) return undefined
  const length = 3 + bytes.readUInt16BE(1) + 4
  return bytes.length < length ? undefined : { value: true, length }
}

/** How many names a registry lists, and whether JMX's connector is one of them. */
export async function registryNames(talk: Conversation): Promise<{ readonly count: number; readonly hasJmx: boolean }> {
  call(talk, registryId, operations.list, registryHash, Buffer.alloc(0), 'list')
  const names = valueOf(await returned(talk, (body) => namesIn(body) !== undefined, 'names'))
  return namesIn(names) ?? { count: 0, hasJmx: false }
}

/** A serialised array of strings (Java Object Serialization, section 6.4); undefined until it is whole. */
function namesIn(body: Buffer): { readonly count: number; readonly hasJmx: boolean } | undefined {
  // array, its class with a hash of 8 bytes, flags and no fields
  const head = Buffer.from('\x75\x72\x00\x13[Ljava.lang.String;', 'latin1')
  const noted = head.length + 8 + 3
  if (!body.subarray(0, head.length).equals(head.subarray(0, body.length))) throw new WireError('garbage', 'the registry lists no names')
  if (body.length < noted + 3) return undefined
  // where the class comes from (nowhere, or a codebase), the end of that, and no class above it
  const start = noted + (body[noted] === 0x74 ? 3 + body.readUInt16BE(noted + 1) : 1) + 2
  if (body.length < start + 4) return undefined
  const count = body.readUInt32BE(start)
  let at = start + 4
  for (let index = 0; index < count; index++) {
    if (body.length < at + 3) return undefined
    if (body[at] !== 0x74) throw new WireError('garbage', 'the registry lists no names')
    at += 3 + body.readUInt16BE(at + 1)
  }
  return body.length < at ? undefined : { count, hasJmx: body.includes(jmxrmi, start) }
}

/** The connector of JMX, as the registry knows it. */
export async function lookUpJmx(talk: Conversation): Promise<RemoteObject> {
  call(talk, registryId, operations.lookup, registryHash, jmxrmi, 'lookup of jmxrmi')
  return referenceOf(valueOf(await returned(talk, (body) => referenceIn(body) !== undefined, 'a reference')))
}

/** Calls a method by its hash, without an argument or with one that is serialised. `answers`: with a reference, or with anything at all. */
export async function callRemote(
  talk: Conversation,
  { id }: RemoteObject,
  method: { readonly hash: bigint; readonly argument?: Buffer; readonly shown: string; readonly answers: 'reference' | 'value' | 'nothing' },
): Promise<Returned> {
  const { hash, argument = Buffer.alloc(0), shown, answers } = method
  call(talk, id, -1, hash, argument, shown)
  return returned(talk, (body) => (answers === 'reference' ? referenceIn(body) !== undefined : answers === 'nothing' || body.length > 3), 'a value')
}

export function referenceOf(value: Buffer): RemoteObject {
  const found = referenceIn(value)
  if (found === undefined) throw new WireError('garbage', 'the answer holds no reference')
  return found
}

/** A call (`P`): object, operation and hash in a block of 34 bytes, and what is given along. */
function call(talk: Conversation, id: Buffer, operation: number, hash: bigint, argument: Buffer, shown: string): void {
  const numbers = Buffer.alloc(12)
  numbers.writeInt32BE(operation, 0)
  numbers.writeBigInt64BE(BigInt.asIntN(64, hash), 4)
  talk.send(Buffer.concat([Buffer.from('P\xac\xed\x00\x05\x77\x22', 'latin1'), id, numbers, argument]), shown)
}

/** ReturnData (`Q`): a block of 15 bytes with 1 for a value and 2 for an exception, and what was returned. */
async function returned(talk: Conversation, isWhole: (body: Buffer) => boolean, shown: string): Promise<Returned> {
  const head = Buffer.from('Q\xac\xed\x00\x05\x77\x0f', 'latin1')
  return talk.receive<Returned>(
    (bytes) => {
      if (!bytes.subarray(0, head.length).equals(head.subarray(0, bytes.length))) throw new WireError('garbage', 'the answer is not of RMI')
      if (bytes.length < 22) return undefined
      const body = bytes.subarray(22)
      if (bytes[7] === 1) return isWhole(body) ? { value: { value: body }, length: bytes.length } : undefined
      const exception = classOf(body)
      return exception === undefined ? undefined : { value: { exception }, length: bytes.length }
    },
    (answer) => ('value' in answer ? shown : 'an exception'),
  )
}

/** Name of the class of a serialised object; undefined until it is there. */
function classOf(body: Buffer): string | undefined {
  if (body.length < 4) return undefined
  const end = 4 + body.readUInt16BE(2)
  if (body.toString('latin1', 0, 2) !== 'sr' || end > 300) throw new WireError('garbage', 'the answer is not of RMI')
  return body.length < end ? undefined : body.toString('latin1', 4, end)
}

function valueOf(answer: Returned): Buffer {
  if ('value' in answer) return answer.value
  throw new WireError('garbage', 'the registry answers with an exception')
}

/**
 * The reference in a stub: `UnicastRef` with host, port and object; `UnicastRef2` with a byte in front that tells whether the factory of
 * its sockets follows the port (sun.rmi.transport.LiveRef, TCPEndpoint, OpenJDK 17). A factory of its own is TLS: SslRMIClientSocketFactory.
 */
function referenceIn(body: Buffer): RemoteObject | undefined {
  const name = body.indexOf('UnicastRef')
  if (name === -1 || body.length < name + 14) return undefined
  const second = body[name + 10] === 0x32
  const host = name + (second ? 12 : 10)
  const hasFactory = second && body[name + 11] === 1
  if (body.length < host + 2) return undefined
  const port = host + 2 + body.readUInt16BE(host)
  if (body.length < port + 4) return undefined
  // behind a factory the block goes on with 23 bytes
  const block = hasFactory ? body.indexOf(Buffer.from('\x77\x17', 'latin1'), port) : port + 2
  if (block === -1 || body.length < block + 24) return undefined
  const number = body.readUInt32BE(port)
  if (number < 1 || number > 65_535) throw new WireError('garbage', 'the reference has no port')
  return { id: body.subarray(block + 2, block + 24), port: number, tls: hasFactory && body.includes('SslRMIClientSocketFactory', port) }
}
