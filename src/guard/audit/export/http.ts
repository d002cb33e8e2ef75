import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

export interface HttpTarget {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Authorities in PEM instead of those of the system. */
  readonly ca?: string
  /** Milliseconds for all of one delivery. */
  readonly timeout: number
}

/** Characters of an answer that are looked at. */
const longest = 65_536

/** Posts a body; a redirect is not followed, and everything but 2xx is an error. Gives what the server says. */
export async function post({ url, headers, ca, timeout }: HttpTarget, type: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp
    const call = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(body) },
        agent: false,
        ...(ca === undefined ? {} : { ca }),
      },
      (answer) => {
        let said = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece: string) => {
          if (said.length < longest) said += piece
        })
        answer.once('error', reject)
        answer.once('end', () => {
          const status = answer.statusCode ?? 0
          if (status >= 200 && status < 300) resolve(said)
          else reject(new Error(`the collector answers ${status}`))
        })
      },
    )
    const late = setTimeout(() => call.destroy(new Error('the collector took too long')), timeout)
    call.once('error', reject)
    call.once('close', () => clearTimeout(late))
    call.end(body)
  })
}
