import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { Answer, Service } from './decisions.ts'
import { answering } from './decisions.ts'
import type { Frame } from './spop/frames.ts'
import { ack, agentDisconnect, agentHello, frameKinds, framesIn, messageOf, pairsOf } from './spop/frames.ts'
import type { SpopValue } from './spop/values.ts'
import { SpopFault } from './spop/values.ts'

/** A frame of HAProxy is no longer than its buffer (`tune.bufsize`). */
const mostBytes = 32_768

/** Prefix of the headers of an answer; their rest is the variable. */
const prefix = 'x-guard-'

export type AgentServer = Server & { readonly closeAllConnections: () => void }

/**
 * The decision service as HAProxy asks it: the same questions and answers as over HTTP, in frames of SPOP 2.0 over connections that stay.
 * The message is named `ask`, its arguments as the headers of a question; the answer is variables of the transaction. What is not answered
 * leaves them unset, which HAProxy refuses.
 */
export function agentServer(service: Service): AgentServer {
  const answer = answering(service)
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
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
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket))
  })
  return Object.assign(server, {
    closeAllConnections: () => {
      for (const socket of open) socket.destroy()
    },
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
      void answer(headersOf(args)).then((given) => {
        if (socket.writable) socket.write(ack(frame, variablesOf(given)))
      })
      return
    }
    default:
    // unknown ones may be skipped, says SPOP
  }
}

function headersOf(args: ReadonlyMap<string, SpopValue>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of args) if (value !== undefined) headers[name] = String(value)
  return headers
}

const outcomes = { 200: 'allow', 401: 'ask', 403: 'refuse' } as const

function variablesOf({ status, headers }: Answer): Record<string, string> {
  const said = Object.entries(headers).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : []))
  return { outcome: outcomes[status], ...Object.fromEntries(said) }
}
