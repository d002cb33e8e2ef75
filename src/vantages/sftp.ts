import type { Duplex } from 'node:stream'
import type { FileStatus, Got } from '../model/running.ts'
import { WireError } from '../wire/fault.ts'
import type { Machine } from './machine.ts'
import { mostNames, mostText } from './machine.ts'
import { Fields, packed, packet, packets, text, uint32 } from './sftp-words.ts'

/** Reads files of a host through its SFTP server: no packet that could write is even known here. */
export type Sftp = Pick<Machine, 'text' | 'names' | 'status'> & { readonly close: () => void }

interface Reply {
  readonly type: number
  readonly fields: Fields
}

/** Milliseconds for one answer. */
const patience = 15_000
/** Bytes that are asked for at once; servers may give less. */
const block = 32 * 1024
/** Pieces that one file or folder comes in at most. */
const mostTurns = 2000
/** Questions that may be open at once. */
const mostOpen = 32

/** `stream` is the SFTP subsystem of a host. Throws a `WireError` where nobody there speaks SFTP 3. */
export async function openSftp(stream: Duplex): Promise<Sftp> {
  const waiting = new Map<number, (reply: Reply | WireError) => void>()
  let failure: WireError | undefined
  let last = 0
  const fail = (error: WireError): void => {
    failure ??= error
    for (const settle of waiting.values()) settle(failure)
    waiting.clear()
    stream.destroy()
  }
  const take = packets((type, body) => {
    const fields = new Fields(body)
    const id = type === packet.version ? 0 : fields.number()
    const settle = waiting.get(id)
    waiting.delete(id)
    settle?.({ type, fields })
  })
  stream.on('data', (chunk: Buffer) => {
    try {
      take(chunk)
    } catch (error) {
      fail(new WireError('garbage', 'the SFTP server of the host says what is no SFTP', { cause: error }))
    }
  })
  const over = (): void => fail(new WireError('closed', 'the SFTP server of the host ended'))
  stream.once('end', over)
  stream.once('close', over)
  stream.on('error', over)

  const queue: (() => void)[] = []
  const ask = async (type: number, ...parts: readonly Uint8Array[]): Promise<Reply> => {
    if (waiting.size >= mostOpen) await new Promise<void>((resolve) => queue.push(resolve))
    try {
      return await new Promise<Reply>((resolve, reject) => {
        if (failure !== undefined) return reject(failure)
        const id = type === packet.init ? 0 : ++last
        const timer = setTimeout(() => fail(new WireError('silent', `no answer of the SFTP server within ${patience} ms`)), patience)
        waiting.set(id, (reply) => {
          clearTimeout(timer)
          if (reply instanceof WireError) reject(reply)
          else resolve(reply)
        })
        stream.write(type === packet.init ? packed(type, ...parts) : packed(type, uint32(id), ...parts))
      })
    } finally {
      queue.shift()?.()
    }
  }
  /** An answer that is cut short is no SFTP. */
  const sound = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const garbage = new WireError('garbage', 'the SFTP server of the host says what is no SFTP', { cause: error })
      fail(garbage)
      throw garbage
    }
  }
  await sound(async () => {
    const { type, fields } = await ask(packet.init, uint32(3))
    if (type !== packet.version || fields.number() < 3) throw new RangeError('no version 3')
  })

  /** Opens, takes one piece after another until the end or until it is enough, and closes. */
  async function through(
    open: readonly [number, ...Uint8Array[]],
    read: number,
    take: (reply: Reply) => boolean,
    at: () => readonly Uint8Array[],
  ): Promise<Got<undefined>> {
    const opened = await ask(...open)
    if (opened.type !== packet.handle) return refused(opened)
    const handle = Buffer.from(opened.fields.bytes())
    let broken: Got<undefined> | undefined
    for (let turn = 0; turn < mostTurns; turn++) {
      const reply = await ask(read, text(handle), ...at())
      // SSH_FX_EOF is 1
      if (reply.type === packet.status) broken = reply.fields.number() === 1 ? undefined : { state: 'denied', why: 'it could not be read to its end' }
      if (reply.type === packet.status || !take(reply)) break
    }
    await ask(packet.close, text(handle))
    return broken ?? { state: 'got', value: undefined }
  }

  return {
    text: (path) =>
      sound(async () => {
        const parts: Buffer[] = []
        let total = 0
        const take = ({ fields }: Reply): boolean => {
          const bytes = Buffer.from(fields.bytes())
          parts.push(bytes)
          total += bytes.length
          return bytes.length > 0 && total < mostText
        }
        const got = await through([packet.open, text(path), uint32(1), uint32(0)], packet.read, take, () => [uint32(0), uint32(total), uint32(block)])
        return got.state === 'got' ? { state: 'got', value: Buffer.concat(parts).toString('utf8') } : got
      }),
    names: (folder) =>
      sound(async () => {
        const names: string[] = []
        const take = ({ fields }: Reply): boolean => {
          for (let left = Math.min(fields.number(), mostNames); left > 0; left--) {
            const name = fields.bytes().toString('utf8')
            // the line of ls, and what is told again by `status`
            fields.bytes()
            fields.attributes()
            if (name !== '.' && name !== '..') names.push(name)
          }
          return names.length < mostNames
        }
        const got = await through([packet.openFolder, text(folder)], packet.readFolder, take, () => [])
        return got.state === 'got' ? { state: 'got', value: names.slice(0, mostNames).toSorted() } : got
      }),
    status: (path) =>
      sound(async (): Promise<Got<FileStatus>> => {
        const answer = await ask(packet.stat, text(path))
        if (answer.type !== packet.attributes) return refused(answer)
        const value = answer.fields.attributes()
        return value === undefined ? { state: 'denied', why: 'the host tells neither owner nor mode' } : { state: 'got', value }
      }),
    close: () => fail(new WireError('client', 'it was let go')),
  }
}

/** SSH_FX_NO_SUCH_FILE is 2, SSH_FX_PERMISSION_DENIED 3 (the draft, 7); a process that ended fails otherwise. */
function refused({ type, fields }: Reply): { readonly state: 'absent' } | { readonly state: 'denied'; readonly why: string } {
  const code = type === packet.status ? fields.number() : -1
  if (code === 2) return { state: 'absent' }
  return { state: 'denied', why: code === 3 ? 'permission denied' : `status ${code} of SFTP` }
}
