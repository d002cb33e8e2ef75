import type { Socket } from 'node:net'
import { sourceOf } from '../people/budget.ts'

/** Open connections, and how many of them one source has (an IPv4 address, the /64 of an IPv6 one). */
export class Connections {
  readonly #open = new Set<Socket>()
  readonly #of = new Map<string, number>()

  get size(): number {
    return this.#open.size
  }

  /** Notes one for as long as it is open; what the source has then. */
  add(socket: Socket): number {
    const source = sourceOf(socket.remoteAddress ?? '')
    const count = this.of(source) + 1
    this.#open.add(socket)
    this.#of.set(source, count)
    socket.once('close', () => {
      this.#open.delete(socket)
      const left = this.of(source) - 1
      if (left > 0) this.#of.set(source, left)
      else this.#of.delete(source)
    })
    return count
  }

  of(source: string): number {
    return this.#of.get(source) ?? 0
  }

  end(): void {
    for (const socket of this.#open) socket.destroy()
  }
}
