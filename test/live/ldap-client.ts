import { connect } from 'node:net'

type Part = Buffer | readonly Part[]

function ber(tag: number, ...parts: readonly Part[]): Buffer {
  const content = Buffer.concat((parts as readonly (Buffer | Buffer[])[]).flat())
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const text = (value: string, tag = 4): Buffer => ber(tag, Buffer.from(value))
const number = (value: number, tag = 2): Buffer => ber(tag, Buffer.from([value]))
const message = (id: number, operation: Buffer): Buffer => ber(0x30, number(id), operation)

export const bind = (name: string, password: string): Buffer => ber(0x60, number(3), text(name), text(password, 0x80))
export const startTls: Buffer = ber(0x77, text('1.3.6.1.4.1.1466.20037', 0x80))
export const search = (base: string, attribute: string): Buffer =>
  ber(
    0x63,
    text(base),
    number(2, 10),
    number(0, 10),
    number(0),
    number(0),
    ber(1, Buffer.from([0])),
    text('objectClass', 0x87),
    ber(0x30, text(attribute)),
  )

export interface Answer {
  /** The result of the last operation. */
  readonly code: number
  /** How many entries came, and whether any of them had the attribute. */
  readonly entries: number
  readonly values: number
}

/** Sends operations one after the other on one connection in clear text, and tells how the last one ends. */
export async function asked(port: number, operations: readonly Buffer[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let left = Buffer.alloc(0)
    let done = 0
    let [entries, values] = [0, 0]
    const send = (): void => void socket.write(message(done + 1, operations[done] ?? Buffer.alloc(0)))
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('data', (part) => {
      left = Buffer.concat([left, part])
      for (let next = element(left); next !== undefined; next = element(left)) {
        left = left.subarray(next.size)
        const id = element(next.content)
        const operation = id === undefined ? undefined : element(next.content.subarray(id.size))
        if (operation === undefined) continue
        if (operation.tag === 0x64) {
          entries++
          const dn = element(operation.content)
          if (dn !== undefined && (element(operation.content.subarray(dn.size))?.content.length ?? 0) > 0) values++
          continue
        }
        const code = element(operation.content)?.content[0] ?? -1
        done++
        if (done < operations.length) send()
        else {
          socket.destroy()
          resolve({ code, entries, values })
        }
      }
    })
  })
}

function element(from: Buffer): { readonly tag: number; readonly content: Buffer; readonly size: number } | undefined {
  const [tag, first] = [from[0], from[1]]
  if (tag === undefined || first === undefined) return undefined
  const more = first < 128 ? 0 : first & 127
  const length = more === 0 ? first : from.length < 2 + more ? Infinity : from.readUIntBE(2, more)
  const size = 2 + more + length
  return from.length < size ? undefined : { tag, content: from.subarray(2 + more, size), size }
}
