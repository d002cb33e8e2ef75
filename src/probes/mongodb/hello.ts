import type { Conversation } from '../../wire/conversation.ts'
import type { BsonDocument } from '../../wire/mongodb/bson.ts'
import { askMongo } from '../../wire/mongodb/command.ts'
import type { Plaintext } from '../probe.ts'

/** The cheapest question: who are you. It is answered without a log-in. */
export function hello(talk: Conversation, more: BsonDocument = {}): Promise<BsonDocument> {
  return askMongo(talk, { hello: 1, ...more }, 'hello')
}

export async function plaintext(talk: Conversation): Promise<Plaintext> {
  await hello(talk)
  return { served: true, said: 'hello without TLS is answered' }
}

/** The version that belongs to the newest wire version that a server speaks (MongoDB, "Wire version", to 8.0). */
const releases: Readonly<Record<number, string>> = { 6: '3.6', 7: '4.0', 8: '4.2', 9: '4.4', 13: '5.0', 17: '6.0', 21: '7.0', 25: '8.0' }

export function releaseOf(reply: BsonDocument): string | undefined {
  const wire = reply['maxWireVersion']
  return typeof wire === 'number' ? releases[wire] : undefined
}
