import type { Conversation, Taken } from './conversation.ts'
import { line, mapped } from './conversation.ts'
import { WireError } from './fault.ts'

/** An answer of the text protocol (memcached, doc/protocol.txt of 1.6): its first word, and what follows of a version or a number. */
export interface MemcachedAnswer {
  readonly word: 'VERSION' | 'STAT' | 'END' | 'ERROR' | 'CLIENT_ERROR' | 'SERVER_ERROR'
  readonly rest: string
}

const words: readonly MemcachedAnswer['word'][] = ['VERSION', 'STAT', 'END', 'ERROR', 'CLIENT_ERROR', 'SERVER_ERROR']
const mostStats = 300

async function answer(talk: Conversation): Promise<MemcachedAnswer> {
  return talk.receive((bytes) => mapped(line(2048)(bytes), understand), show)
}

function show({ word }: MemcachedAnswer): string {
  return word
}

function understand(text: string): MemcachedAnswer {
  const [first = '', ...rest] = text.split(' ')
  const word = words.find((each) => each === first)
  if (word === undefined) throw new WireError('garbage', 'the answer is not of memcached')
  return { word, rest: rest.join(' ') }
}

export async function askVersion(talk: Conversation): Promise<MemcachedAnswer> {
  // three times: who speaks the binary protocol alone waits for the 24 bytes of a head before it says no
  talk.send('version\r\n'.repeat(3), 'version')
  return answer(talk)
}

/** The settings in force, after the answers to `version` that are left. Empty when they are not told. */
export async function askSettings(talk: Conversation): Promise<ReadonlyMap<string, string>> {
  talk.send('stats settings\r\n', 'stats settings')
  const stats = new Map<string, string>()
  for (let count = 0; count < mostStats; count++) {
    const { word, rest } = await answer(talk)
    if (word === 'VERSION') continue
    if (word !== 'STAT') return stats
    const [key = '', value = ''] = rest.split(' ')
    stats.set(key, value)
  }
  throw new WireError('too-much', 'settings without an end')
}

/** NOOP of the binary protocol, which a server with SASL speaks alone; the state of its answer (0x20: log in first). */
export async function askBinary(talk: Conversation): Promise<number> {
  const request = Buffer.alloc(24)
  request[0] = 0x80
  request[1] = 0x0a
  talk.send(request, 'NOOP, binary')
  return talk.receive(
    (bytes): Taken<number> | undefined => {
      if (bytes[0] !== 0x81) throw new WireError('garbage', 'the answer is not of memcached')
      if (bytes.length < 24) return undefined
      const length = 24 + bytes.readUInt32BE(8)
      if (length > 4096) throw new WireError('garbage', 'the length of an answer is not of memcached')
      return bytes.length < length ? undefined : { value: bytes.readUInt16BE(6), length }
    },
    (state) => `state ${state}`,
  )
}
