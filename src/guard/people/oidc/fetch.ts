import { request } from 'node:https'

export interface Asking {
  readonly authority?: string
  readonly patience: number
}

export interface Question {
  readonly method?: string | undefined
  readonly headers?: ConstructorParameters<typeof Headers>[0]
  readonly body?: unknown
}

const mostBytes = 262_144

/** Asks over https with one pinned authority: no redirect is followed, no more than 256 KiB are read, and it all has one end in time. */
export function askingWith({ authority, patience }: Asking): (url: string, question: Question) => Promise<Response> {
  return (url, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      const sent = body === undefined || body === null ? undefined : body instanceof URLSearchParams ? body.toString() : body
      if (sent !== undefined && typeof sent !== 'string') throw new Error('a body that is no text')
      const { protocol } = new URL(url)
      if (protocol !== 'https:') throw new Error('a provider is asked over https alone')
      const asked = request(
        url,
        {
          method: method ?? 'GET',
          headers: Object.fromEntries(new Headers(headers)),
          minVersion: 'TLSv1.2',
          agent: false,
          ...(authority === undefined ? {} : { ca: authority }),
          signal: AbortSignal.timeout(patience),
        },
        (answer) => {
          const parts: Buffer[] = []
          let length = 0
          answer.on('data', (part: Buffer) => {
            length += part.length
            if (length > mostBytes) asked.destroy(new Error('an answer of more than 256 KiB'))
            else parts.push(part)
          })
          answer.once('error', reject)
          answer.once('end', () => {
            const type = answer.headers['content-type']
            const status = answer.statusCode ?? 0
            if (status < 200) return reject(new Error('an answer that is none'))
            const isEmpty = status === 204 || status === 304
            resolve(new Response(isEmpty ? null : Buffer.concat(parts), { status, headers: type === undefined ? {} : { 'content-type': type } }))
          })
        },
      )
      asked.once('error', reject)
      asked.end(sent)
    })
}
