import type { Socket } from 'node:net'
import type { Awaitable } from '../../decide/awaitable.ts'
import type { Listener } from '../listener.ts'
import { listener } from '../listener.ts'
import type { Head } from './read.ts'
import { endOfHead, longestHead, readHead } from './read.ts'
import type { Answer } from './write.ts'
import { writtenAnswer } from './write.ts'

/** Milliseconds without a byte after which a connection ends; nginx ends its own after 60 s of it. */
const silence = 65_000
const refusal = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'

/**
 * A server for the data plane, on a socket of this machine: requests that are heads alone, one after the other on kept connections (decision
 * 0020). What is not exactly that is answered with 400, and its connection ends. `answering` neither throws nor rejects.
 */
export function headServer(answering: (head: Head) => Awaitable<Answer>): Listener {
  return listener((socket) => {
    socket.setTimeout(silence, () => socket.destroy())
    serve(socket, answering)
  })
}

function serve(socket: Socket, answering: (head: Head) => Awaitable<Answer>): void {
  let read = ''
  let isBusy = false
  const send = ({ isLast }: Head, answer: Answer): void => {
    if (!socket.writable) return
    if (isLast) return void socket.end(writtenAnswer(answer), 'latin1')
    isBusy = false
    socket.write(writtenAnswer(answer), 'latin1')
  }
  const refuse = (): void => {
    socket.removeListener('data', hear)
    socket.end(refusal, () => socket.destroy())
  }
  const hear = (bytes: Buffer): void => {
    // who asks again before the answer is there could take one answer for the other
    if (isBusy) return refuse()
    read += bytes.toString('latin1')
    if (!read.includes(endOfHead) && read.length < longestHead) return
    const head = readHead(read)
    read = ''
    if (head === undefined) return refuse()
    isBusy = true
    const answer = answering(head)
    if (answer instanceof Promise) void answer.then((one) => send(head, one))
    else send(head, answer)
  }
  socket.on('data', hear)
}
