import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { asked, handedOn } from '../../../src/guard/serve/wire.ts'
import { random } from '../random.ts'

/**
 * Asks at moments that are fixed before it begins (a Poisson process), whether the answers keep up or not, and counts each answer from the
 * moment at which it was due: who waits because others wait is counted as well. A process of its own, that does nothing else; it never sleeps.
 * Prints what the answers took and how late the questions were, in microseconds, in order.
 */
const [to = '', keyFile = '', perSecond = '', seconds = ''] = process.argv.slice(2)
const keys = readFileSync(keyFile, 'utf8').trim().split('\n')
const port = Number(to)
const chance = random(7)
const due: number[] = []
for (let at = 0; ;) {
  at += (-Math.log(1 - chance.next()) / Number(perSecond)) * 1e6
  if (at > Number(seconds) * 1e6) break
  due.push(at)
}

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
const took = new Float64Array(due.length)
const late = new Float64Array(due.length)
let answers = 0
let started = 0
const now = (): number => (performance.now() - started) * 1000

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
    took[current] = now() - (due[current] ?? 0)
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
  const ordered = (list: Float64Array): readonly number[] => [...list].map((one) => Math.round(one)).toSorted((a, b) => a - b)
  process.stdout.write(JSON.stringify({ took: ordered(took), late: ordered(late) }), () => process.exit(0))
}

let sent = 0
function spin(): void {
  for (const moment = now(); sent < due.length && (due[sent] ?? 0) <= moment; sent++) {
    late[sent] = moment - (due[sent] ?? 0)
    const socket = free.pop()
    if (socket === undefined) waiting.push(sent)
    else asks.get(socket)?.(sent)
  }
  if (sent < due.length) setImmediate(spin)
}

// what is asked first finds everything warm and connected
setTimeout(() => {
  started = performance.now()
  spin()
}, 1500)
