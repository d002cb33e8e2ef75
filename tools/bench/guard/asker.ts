import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Worker } from 'node:worker_threads'
import { asked, handedOn } from '../../../src/guard/serve/wire.ts'
import { random } from '../random.ts'
import type { Alarms } from './sleeper.ts'

/**
 * Asks at moments that are fixed before it begins (a Poisson process), whether the answers keep up or not. A thread sleeps until the next is due
 * and wakes this one, which writes it and reads the answers: so the asker takes little of a core, and what it takes is not the guard's.
 * Prints in microseconds, in order: what the answers took from when each question was due; from when the asker knew it, whether or not a
 * connection was free (who waits because others wait is counted as well); and how late it knew it, for which it and the machine are to blame.
 */
const [to = '', keyFile = '', perSecond = '', seconds = '', warm = '', rendered = ''] = process.argv.slice(2)
const keys = readFileSync(keyFile, 'utf8').trim().split('\n')
const port = Number(to)
const chance = random(7)
/** Milliseconds since the beginning. */
const due: number[] = []
for (let at = 0; ;) {
  at += (-Math.log(1 - chance.next()) / Number(perSecond)) * 1000
  if (at > (Number(warm) + Number(seconds)) * 1000) break
  due.push(at)
}
/** What is asked before is asked as the rest is, and not counted: who answers has to be compiled and warm. */
const first = due.findIndex((at) => at >= Number(warm) * 1000)

const questions = keys.map((key, index) => {
  const target = `/things/${index % 1000}`
  const lines: readonly (readonly [string, string])[] = Number.isNaN(port)
    ? [
        ['Host', 'guard'],
        [asked.method, 'GET'],
        [asked.scheme, 'https'],
        [asked.host, 'localhost'],
        [asked.target, target],
        [asked.remote, '127.0.0.1'],
        [handedOn('x-api-key'), key],
        [asked.rendered, rendered],
      ]
    : [
        ['Host', 'localhost'],
        ['X-Api-Key', key],
      ]
  return Buffer.from(`GET ${Number.isNaN(port) ? '/decide' : target} HTTP/1.1\r\n${lines.map((line) => `${line.join(': ')}\r\n`).join('')}\r\n`)
})

const connections = 64
const free: Socket[] = []
const waiting: number[] = []
const fromDue = new Float64Array(due.length)
const noticed = new Float64Array(due.length)
const fromNoticed = new Float64Array(due.length)
const late = new Float64Array(due.length)
let answers = 0
let started = 0
const now = (): number => performance.now() - started

function open(): void {
  const socket = Number.isNaN(port) ? connect(to) : connectTls({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false })
  let current = -1
  let read = ''
  socket.on(Number.isNaN(port) ? 'connect' : 'secureConnect', () => ready())
  // the engine ends a connection after so many requests
  socket.on('close', () => {
    const at = free.indexOf(socket)
    if (at !== -1) free.splice(at, 1)
    open()
  })
  socket.on('data', (bytes: Buffer) => {
    read += bytes.toString('latin1')
    const end = read.indexOf('\r\n\r\n')
    const length = /\r\ncontent-length: (?<length>\d+)/i.exec(read)?.groups?.['length']
    if (end === -1 || read.length < end + 4 + Number(length)) return
    if (!read.startsWith('HTTP/1.1 200 ')) throw new Error(`an answer that is none: ${read}`)
    const moment = now()
    fromDue[current] = moment - (due[current] ?? 0)
    fromNoticed[current] = moment - (noticed[current] ?? 0)
    const isLast = /\r\nconnection: close/i.test(read)
    read = ''
    if (++answers === due.length) finish()
    if (!isLast) ready()
  })
  function ready(): void {
    const next = waiting.shift()
    if (next === undefined) free.push(socket)
    else ask(next)
  }
  function ask(number: number): void {
    current = number
    socket.write(questions[(number * 7) % questions.length] ?? '')
  }
  asks.set(socket, ask)
}

const asks = new WeakMap<Socket, (number: number) => void>()
for (let count = 0; count < connections; count++) open()

function finish(): void {
  const ordered = (list: Float64Array): readonly number[] => [...list.subarray(first)].map((one) => Math.round(one * 1000)).toSorted((a, b) => a - b)
  process.stdout.write(JSON.stringify({ fromDue: ordered(fromDue), fromNoticed: ordered(fromNoticed), late: ordered(late) }), () => process.exit(0))
}

let sent = 0
function send(): void {
  for (const moment = now(); sent < due.length && (due[sent] ?? 0) <= moment; sent++) {
    noticed[sent] = moment
    late[sent] = moment - (due[sent] ?? 0)
    const socket = free.pop()
    if (socket === undefined) waiting.push(sent)
    else asks.get(socket)?.(sent)
  }
}

// what is asked first finds everything connected
setTimeout(() => {
  started = performance.now()
  const workerData = { due, from: performance.timeOrigin + started } satisfies Alarms
  new Worker(new URL('sleeper.mjs', import.meta.url), { workerData }).on('message', send)
}, 1500)
