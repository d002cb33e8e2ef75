import type { createSocket } from 'node:dgram'
import type { readFileSync } from 'node:fs'
import type { connect, Socket } from 'node:net'
import type { framing as Framing } from './frames.ts'

/** What the relay uses of Node, handed in: its text runs alone in another process. */
export interface RelayMeans {
  readonly framing: typeof Framing
  readonly longest: number
  readonly credit: number
  readonly net: { readonly connect: typeof connect }
  readonly dgram: { readonly createSocket: typeof createSocket }
  readonly fs: { readonly readFileSync: typeof readFileSync }
  readonly self: NodeJS.Process
}

/**
 * The program that runs inside another network: it opens connections there and passes their bytes on. Nothing outside this function may be
 * used in it, and no file is: its text is the argument of `node -e`. It ends when its standard input does.
 */
export function relay({ framing, longest, credit, net, dgram, fs, self }: RelayMeans): void {
  const { write, reader } = framing(longest)
  const sockets = new Map<number, { readonly socket: Socket; owed: number }>()
  const say = (letter: string, id: number, body?: Uint8Array | string): void => {
    self.stdout.write(write(letter, id, body))
  }
  const code = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')

  // entering took rights that connecting does not take
  if (self.getuid?.() === 0) {
    self.setgroups?.([])
    self.setgid?.(65_534)
    self.setuid?.(65_534)
  }

  function open(id: number, host: string, port: number): void {
    const socket = net.connect({ host, port, noDelay: true, allowHalfOpen: true })
    const entry = { socket, owed: 0 }
    sockets.set(id, entry)
    socket.on('connect', () => say('O', id))
    socket.on('data', (chunk) => {
      for (let from = 0; from < chunk.length; from += longest) say('D', id, chunk.subarray(from, from + longest))
      entry.owed += chunk.length
      if (entry.owed >= credit) socket.pause()
    })
    socket.on('end', () => say('E', id))
    socket.on('error', (error) => over(id, code(error)))
    socket.on('close', () => over(id, ''))
  }

  function over(id: number, why: string): void {
    const entry = sockets.get(id)
    if (entry === undefined) return
    sockets.delete(id)
    entry.socket.destroy()
    say('X', id, why)
  }

  function datagram(id: number, host: string, port: number, milliseconds: number, payload: Uint8Array): void {
    const socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4')
    let isOver = false
    const done = (what: string, bytes: number): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      say('U', id, JSON.stringify({ what, bytes }))
      socket.close()
    }
    const timer = setTimeout(() => done('silence', 0), milliseconds)
    socket.on('message', (message) => done('reply', message.length))
    socket.on('error', (error) => done(code(error), 0))
    socket.connect(port, host, () => socket.send(payload, (error) => (error === null ? undefined : done(code(error), 0))))
  }

  function listening(id: number): void {
    const text = (name: string): string => {
      try {
        return fs.readFileSync(`/proc/self/net/${name}`, 'utf8')
      } catch {
        return ''
      }
    }
    for (const name of ['tcp', 'tcp6', 'udp', 'udp6']) {
      const all = Buffer.from(text(name))
      for (let from = 0; from < all.length; from += longest - 8)
        say('S', id, Buffer.concat([Buffer.from(name.padEnd(8)), all.subarray(from, from + longest - 8)]))
    }
    say('S', id)
  }

  self.stdin.on(
    'data',
    reader(({ letter, id, body }) => {
      const entry = sockets.get(id)
      if (letter === 'O' || letter === 'U') {
        const { host, port, milliseconds, payload } = JSON.parse(body.toString('utf8'))
        if (letter === 'O') open(id, host, port)
        else datagram(id, host, port, milliseconds, Buffer.from(payload, 'base64'))
      } else if (letter === 'S') listening(id)
      else if (entry === undefined) return
      else if (letter === 'D') entry.socket.write(body, () => (sockets.has(id) ? say('A', id) : undefined))
      else if (letter === 'E') entry.socket.end()
      else if (letter === 'X') {
        sockets.delete(id)
        entry.socket.destroy()
      } else if (letter === 'A') {
        entry.owed -= Number(body.toString('latin1'))
        if (entry.owed < credit) entry.socket.resume()
      }
    }),
  )
  self.stdin.on('end', () => self.exit(0))
  self.stdin.on('error', () => self.exit(0))
  self.stdout.on('error', () => self.exit(0))
  say('H', 0)
}
