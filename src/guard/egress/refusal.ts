import type { EgressReason } from './list.ts'

/** Ends a connection: there is a reason that goes to the log, and of which the client learns the name alone. */
export class Refusal extends Error {
  readonly reason: EgressReason

  constructor(reason: EgressReason, detail: string) {
    super(detail)
    this.name = 'Refusal'
    this.reason = reason
  }
}

const statuses: Readonly<Partial<Record<EgressReason, string>>> = {
  malformed: '400 Bad Request',
  'no-role': '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="egress"',
  budget: '429 Too Many Requests',
  unresolved: '502 Bad Gateway',
  unreachable: '502 Bad Gateway',
  deadline: '504 Gateway Timeout',
  'body-too-large': '413 Content Too Large',
  'no-room': '503 Service Unavailable',
}

export function answerTo(reason: EgressReason): string {
  const body = `${reason}\n`
  const status = statuses[reason] ?? '403 Forbidden'
  return `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
}
