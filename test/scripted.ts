import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { Conversation } from '../src/wire/conversation.ts'
import type { Fault } from '../src/wire/fault.ts'
import { attempt } from '../src/wire/fault.ts'

export interface Script {
  readonly chunks: readonly Uint8Array[]
  /** What the server does when it has said everything. */
  readonly ending: 'close' | 'reset' | 'silence'
}

/** The server's end of a conversation, that says what it says whatever it hears. */
function scripted({ chunks, ending }: Script): Duplex {
  const left = [...chunks]
  const stream = new Duplex({
    read() {
      const next = left.shift()
      if (next !== undefined) stream.push(next)
      else if (ending === 'close') stream.push(null)
      else if (ending === 'reset') stream.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    },
    write(_chunk, _encoding, done) {
      done()
    },
  })
  stream.on('error', () => {})
  return stream
}

/** A conversation with a scripted server. */
export function talkTo(script: Script, timeout = 20): Conversation {
  return new Conversation(scripted(script), { signal: new AbortController().signal, timeout, transcript: [], limit: 64 * 1024 })
}

/** An answer or a fault; anything else is thrown. A busy machine gets its time, unless silence is what is tried by the hundred. */
export async function outcome(ask: (talk: Conversation) => Promise<unknown>, script: Script, timeout = 2000): Promise<Fault | 'answered'> {
  const talk = talkTo(script, timeout)
  const got = await attempt(() => ask(talk))
  talk.end()
  return got.ok ? 'answered' : got.fault
}

/**
 * Whatever a server says, `ask` ends with an answer or a fault: garbage, true answers that are cut off at any byte, changed at any byte,
 * with lengths of any size, and reset in between. Returns how many servers were tried.
 */
export async function withstandsAnything(ask: (talk: Conversation) => Promise<unknown>, truths: readonly Uint8Array[]): Promise<number> {
  let count = 0
  const ending = fc.constantFrom('close' as const, 'reset' as const, 'silence' as const)
  const garbage = fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 5 })
  const changed = fc
    .record({ truth: fc.constantFrom(...truths), at: fc.nat(400), by: fc.uint8Array({ minLength: 0, maxLength: 4 }), cut: fc.nat(400) })
    .map(({ truth, at, by, cut }) => {
      const bytes = Buffer.from(truth)
      bytes.set(by.subarray(0, Math.max(0, bytes.length - (at % bytes.length))), at % bytes.length)
      return [bytes.subarray(0, cut % (bytes.length + 1))]
    })
  await fc.assert(
    fc.asyncProperty(fc.oneof(garbage, changed), ending, async (chunks, end) => {
      await outcome(ask, { chunks, ending: end }, 20)
      count++
    }),
    { numRuns: 300 },
  )
  for (const truth of truths) {
    for (let cut = 0; cut < Math.min(truth.length, 120); cut++) {
      const found = await outcome(ask, { chunks: [truth.subarray(0, cut)], ending: cut % 2 === 0 ? 'close' : 'reset' })
      if (found !== 'answered' && found.whose !== 'server')
        throw new Error(`cut at ${cut}: ${found.detail} is said to be the fault of ${found.whose}`)
    }
  }
  return count
}
