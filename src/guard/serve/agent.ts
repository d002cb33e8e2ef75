import type { Socket } from 'node:net'
import { after } from '../decide/awaitable.ts'
import type { Service } from './decisions.ts'
import { answering } from './decisions.ts'
import type { Answer } from './heads/write.ts'
import type { Listener } from './listener.ts'
import { listener } from './listener.ts'
import type { Frame } from './spop/frames.ts'
import { ack, agentDisconnect, agentHello, frameKinds, framesIn, messageOf, pairsOf } from './spop/frames.ts'
import type { SpopValue } from './spop/values.ts'
import { SpopFault } from './spop/values.ts'

/** A frame of HAProxy is no longer than its buffer (`tune.bufsize`). */
const mostBytes = 32_768

/** Prefix of the headers of an answer; their rest is the variable. */
const prefix = 'x-guard-'

/**
 * The decision service as HAProxy asks it: the same questions and answers as over HTTP, in frames of SPOP 2.0 over connections that stay.
 * The message is named `ask`, its arguments as the headers of a question; the answer is variables of the transaction. What is not answered
 * leaves them unset, which HAProxy refuses.
 */
export function agentServer(service: Service): Listener {
  const answer = answering(service)
  return listener((socket) => {
    let rest: Buffer = Buffer.alloc(0)
    socket.on('data', (part: Buffer) => {
      try {
        const read = framesIn(rest.length === 0 ? part : Buffer.concat([rest, part]), mostBytes)
        rest = read.rest
        for (const frame of read.frames) take(frame, socket, answer)
      } catch (error) {
        socket.end(agentDisconnect(4, error instanceof SpopFault ? error.message : 'an error'))
      }
    })
  })
}

function take(frame: Frame, socket: Socket, answer: ReturnType<typeof answering>): void {
  switch (frame.kind) {
    case frameKinds.hello: {
      const size = pairsOf(frame.payload).get('max-frame-size')
      if (typeof size !== 'number' || size < 256) throw new SpopFault('no size of frames')
      socket.write(agentHello(Math.min(size, mostBytes)))
      return
    }
    case frameKinds.disconnect:
      socket.end(agentDisconnect(0, 'normal'))
      return
    case frameKinds.notify: {
      const { name, args } = messageOf(frame.payload)
      if (name !== 'ask') throw new SpopFault('a message that is none of ours')
      void after(answer(headersOf(args)), (given) => {
        if (socket.writable) socket.write(ack(frame, variablesOf(given)))
      })
      return
    }
    default:
    // unknown ones may be skipped, says SPOP
  }
}

function headersOf(args: ReadonlyMap<string, SpopValue>): ReadonlyMap<string, string> {
  return new Map([...args].flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const])))
}

const outcomes = { 200: 'allow', 401: 'ask', 403: 'refuse' } as const

function variablesOf({ status, headers }: Answer): Record<string, string> {
  const said = Object.entries(headers).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : []))
  return { outcome: outcomes[status], ...Object.fromEntries(said) }
}
