import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { AuditRecord } from '../record.ts'
import { severityOf } from './severity.ts'

export interface SyslogTarget {
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly host: string
  readonly port: number
  /** Authorities in PEM instead of those of the system. */
  readonly ca?: string
  /** Milliseconds for all of one delivery. */
  readonly timeout: number
}

/** Of audits (RFC 5424, 6.2.1). */
const facility = 13

/** RFC 5424: the record stands verbatim in the message, so that what a collector keeps can be held against the log. */
export function syslogMessage(json: string, record: AuditRecord, host: string): string {
  const sequence = (record.seq % 2_147_483_647) + 1
  return `<${facility * 8 + severityOf(record).syslog}>1 ${record.at} ${fieldOf(host)} ringwall-guard - ${record.kind} [meta sequenceId="${sequence}"] ${json}`
}

/** A checkpoint is several lines: as a JSON string it is one. */
export function syslogCheckpoint(note: string, at: Date, host: string): string {
  return `<${facility * 8 + 6}>1 ${at.toISOString()} ${fieldOf(host)} ringwall-guard - checkpoint - ${JSON.stringify(note)}`
}

/** PRINTUSASCII without blanks, or the sign for none. */
function fieldOf(text: string): string {
  return /^[\x21-\x7e]{1,255}$/.test(text) ? text : '-'
}

/**
 * Over TCP and TLS with octet counting (RFC 6587, RFC 5425): the collector closes after our end, so that what it did not take is an error.
 * Over UDP (RFC 5426) nobody says what arrived.
 */
export async function sendSyslog(target: SyslogTarget, messages: readonly string[]): Promise<void> {
  if (messages.length === 0) return
  if (target.transport === 'udp') return sendDatagrams(target, messages)
  const text = messages.map((message) => `${Buffer.byteLength(message, 'utf8')} ${message}`).join('')
  await sendStream(target, Buffer.from(text, 'utf8'))
}

async function sendDatagrams({ host, port, timeout }: SyslogTarget, messages: readonly string[]): Promise<void> {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4')
  const late = setTimeout(() => socket.close(), timeout)
  try {
    for (const message of messages) {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject)
        socket.send(message, port, host, (error) => (error === null ? resolve() : reject(error)))
      })
      socket.removeAllListeners('error')
    }
  } finally {
    clearTimeout(late)
    try {
      socket.close()
    } catch {
      // it was late, and is closed
    }
  }
}

async function sendStream({ transport, host, port, ca, timeout }: SyslogTarget, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = isIP(host) === 0 ? { servername: host } : {}
    const socket: Socket =
      transport === 'tls'
        ? connectTls({ host, port, ...server, ...(ca === undefined ? {} : { ca }), minVersion: 'TLSv1.2' })
        : connectTcp({ host, port })
    let isSent = false
    const late = setTimeout(() => socket.destroy(new Error('the collector took too long')), timeout)
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => socket.end(bytes, () => (isSent = true)))
    socket.on('error', reject)
    socket.once('close', (hadError) => {
      clearTimeout(late)
      if (hadError) reject(new Error('the connection broke'))
      else if (!isSent) reject(new Error('the collector closed early'))
      else resolve()
    })
    // what it says is not asked for
    socket.resume()
  })
}
