import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { BsonDocument } from '../../wire/mongodb/bson.ts'
import { askMongo, codeOf } from '../../wire/mongodb/command.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { hello, releaseOf } from './hello.ts'

/** Numbers of errors (MongoDB, base/error_codes.yml). */
const unauthorized = 13

/**
 * Whether databases can be listed without a log-in. `listDatabases` asks for names alone; `hello` on the same connection is the control
 * that the server answers at all.
 */
export const authentication: Probe = {
  id: 'mongodb/authentication',
  asks: 'whether databases are listed without a log-in, and which log-ins are offered',
  connections: 1,
  async ask(target, asking) {
    const talk = await asking.talk()
    try {
      const greeting = await hello(talk)
      if (codeOf(greeting) !== 0)
        return { said: 'hello is answered with an error', unproven: [`hello: error ${codeOf(greeting) ?? 'without a number'}`] }
      const version = releaseOf(greeting)
      const list = await askMongo(talk, { listDatabases: 1, nameOnly: true }, 'listDatabases, names only')
      const observations = mechanisms(await offered(talk, target, asking))
      const common = { ...(version === undefined ? {} : { version }), ...(observations.length === 0 ? {} : { observations }) }
      return { ...common, ...judge(list) }
    } finally {
      talk.end()
    }
  },
}

function judge(list: BsonDocument): Learned {
  const code = codeOf(list)
  // without a right to list all, newer servers list what may be seen: with a log-in switched on that is a refusal, never an empty list
  if (code === 0 && Array.isArray(list['databases']))
    return { said: `without a log-in the databases are listed (${list['databases'].length})`, authentication: 'none' }
  if (code === unauthorized) return { said: 'databases are listed only after a log-in', authentication: 'password' }
  return { said: 'listDatabases is answered with something else', unproven: [`listDatabases: error ${code ?? 'without a number'}`] }
}

/** The log-ins that accounts have; of one that nobody has, what the server offers at all. */
async function offered(talk: Parameters<typeof hello>[0], { users }: Target, { random }: Asking): Promise<readonly string[]> {
  const names = new Set<string>()
  for (const user of [...users.slice(0, 3), 'root', `ringwall-${random(6)}`].filter((each) => !each.includes('\0'))) {
    const { saslSupportedMechs: reply } = await hello(talk, { saslSupportedMechs: `admin.${user}` })
    if (Array.isArray(reply)) for (const name of reply) if (typeof name === 'string' && /^[A-Z0-9-]{3,24}$/.test(name)) names.add(name)
  }
  return [...names].sort()
}

function mechanisms(names: readonly string[]): readonly Observation[] {
  if (names.length === 0) return []
  const isOld = names.includes('SCRAM-SHA-1') || names.includes('MONGODB-CR')
  return [
    {
      concern: 'password-policy',
      key: 'setParameter.authenticationMechanisms',
      verdict: isOld ? 'unsafe' : 'safe',
      trail: [],
      basis: 'observed',
      message: 'MongoDB offers log-ins whose stored passwords rest on MD5 and SHA-1',
      actual: names.join(', '),
      expected: 'SCRAM-SHA-256',
      fix: 'set setParameter.authenticationMechanisms to SCRAM-SHA-256, and let the accounts set their passwords again',
      stake: 'hygiene',
    },
  ]
}
