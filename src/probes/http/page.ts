import type { Fault } from '../../wire/fault.ts'
import { attempt } from '../../wire/fault.ts'
import type { HttpAnswer } from '../../wire/http/answer.ts'
import type { HttpRequest } from '../../wire/http/ask.ts'
import { askHttp } from '../../wire/http/ask.ts'
import type { Asking, Target } from '../probe.ts'

/** One request without what follows from the target. `shown` stands for the path where it is made up anew in each run. */
export interface Page extends Omit<HttpRequest, 'host'> {
  readonly host?: string
  readonly shown?: string
  /** Bytes of the body that are read; default 64 KiB. */
  readonly most?: number
}

/** Asks one page; in clear where that is served, else inside TLS. */
export async function askPage(target: Target, asking: Asking, page: Page, over?: 'plaintext' | 'tls'): Promise<HttpAnswer> {
  const { transport, signal, timeout, transcript } = asking
  const way = over ?? (transport.plaintext === 'served' ? 'plaintext' : 'tls')
  const { shown = page.path, most, ...request } = page
  const talk = await asking.talk(way)
  transcript.push({ direction: 'sent', text: `${page.method ?? 'GET'} ${shown}`, bytes: 0 })
  const answer = await askHttp(
    talk.detach(),
    { host: hostOf(target, way), ...request },
    { signal, timeout, ...(most === undefined ? {} : { body: most }) },
  )
  transcript.push({ direction: 'received', text: `status ${answer.status}, ${answer.headers.length} headers`, bytes: answer.body.length })
  return answer
}

/** The same, where no answer is an answer too. */
export async function tryPage(target: Target, asking: Asking, page: Page, over?: 'plaintext' | 'tls'): Promise<HttpAnswer | Fault> {
  const got = await attempt(() => askPage(target, asking, page, over))
  return got.ok ? got.value : got.fault
}

export function isAnswer(answer: HttpAnswer | Fault): answer is HttpAnswer {
  return 'status' in answer
}

/** What a client of the deployment writes into `Host`. */
export function hostOf({ host, port, serverName = host }: Pick<Target, 'host' | 'port' | 'serverName'>, way: 'plaintext' | 'tls'): string {
  const name = serverName.includes(':') ? `[${serverName}]` : serverName
  return port === (way === 'tls' ? 443 : 80) ? name : `${name}:${port}`
}

/** A path that no server has. */
export function madeUpPath(random: Asking['random']): string {
  return `/ringwall-${random(8)}`
}

/** The origin of the server's own pages (RFC 6454, section 6.2), as a client of the deployment names it. */
export function ownOrigin(target: Target, way: 'plaintext' | 'tls'): string {
  return `${way === 'tls' ? 'https' : 'http'}://${hostOf(target, way)}`
}
