import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { AuditEvent } from './event.ts'
import { isFailClosed } from './event.ts'
import { AuditFault } from './fault.ts'
import { wrongIn } from './check.ts'
import type { Answer } from './remote-server.ts'
import { readLines } from './remote-server.ts'
import { instant, label } from './values.ts'
import type { AuditLog } from './writer.ts'

export interface RemoteAudit extends Pick<AuditLog, 'write'> {
  readonly close: () => void
}

interface Pending {
  readonly resolve: () => void
  readonly reject: (fault: AuditFault) => void
}

const mostPending = 50_000

/**
 * The log of another process. As there: what is fail-closed is on the disk when it is done, and rejects where the writer is not there, says so, or
 * takes longer than the milliseconds; of the rest, what could not be handed over is told as a gap when the writer is there again.
 */
export function remoteAudit(path: string, now: () => Date, timeout = 2_000): RemoteAudit {
  let socket: Socket | undefined
  let number = 0
  let lost = 0
  let since: Date | undefined
  let isClosed = false
  const pending = new Map<number, Pending>()

  function open(): Socket {
    if (socket !== undefined) return socket
    const made = connect(path)
    socket = made
    readLines(made, (line) => answered(line, made))
    made.on('error', () => made.destroy())
    made.once('close', () => {
      if (socket !== made) return
      socket = undefined
      for (const [n, { reject }] of pending) {
        pending.delete(n)
        reject(new AuditFault('not-written', 'the writer of the audit log is gone'))
      }
    })
    made.once('connect', tellLost)
    return made
  }

  function answered(line: string, from: Socket): void {
    let answer: Answer
    try {
      answer = JSON.parse(line) as Answer
    } catch {
      from.destroy()
      return
    }
    const waiting = pending.get(answer.n)
    pending.delete(answer.n)
    if (answer.fault === undefined) waiting?.resolve()
    else waiting?.reject(new AuditFault('not-written', `the writer of the audit log says: ${answer.fault.slice(0, 40)}`))
  }

  async function send(event: AuditEvent): Promise<void> {
    if (pending.size >= mostPending) throw new AuditFault('overflow', 'more records wait for the writer than are kept')
    const n = ++number
    const to = open()
    let late: NodeJS.Timeout | undefined
    try {
      await new Promise<void>((resolve, reject) => {
        pending.set(n, { resolve, reject })
        late = setTimeout(() => reject(new AuditFault('not-written', 'the writer of the audit log takes too long')), timeout)
        to.write(`${JSON.stringify({ n, event })}\n`)
      })
    } finally {
      clearTimeout(late)
      pending.delete(n)
    }
  }

  function hand(event: AuditEvent, count: number, from: Date): void {
    send(event).catch(() => {
      lost += count
      since ??= from
    })
  }

  function tellLost(): void {
    if (lost === 0 || since === undefined) return
    const [count, from] = [lost, since]
    lost = 0
    since = undefined
    hand({ kind: 'gap', cause: 'not-written', lost: count, since: instant(from), reason: label('the writer was not there') }, count, from)
  }

  return {
    async write(event) {
      if (isClosed) throw new AuditFault('closed', 'the audit log is closed')
      const wrong = wrongIn(event)
      if (wrong !== undefined) throw new AuditFault('not-an-event', wrong)
      if (isFailClosed(event)) await send(event)
      else hand(event, 1, now())
    },
    close() {
      isClosed = true
      socket?.end()
    },
  }
}
