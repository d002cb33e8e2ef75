import { createHash, createHmac } from 'node:crypto'
import type { Header } from '../../wire/http/answer.ts'

export interface Signing {
  /** Without a query. */
  readonly path: string
  readonly host: string
  readonly key: string
  readonly secret: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly region?: string
  readonly service?: string
}

/** Headers of a GET without a body as its owner signs it (AWS Signature Version 4): the secret is not part of them. */
export function signed({ path, host, key, secret, now, region = 'us-east-1', service = 's3' }: Signing): readonly Header[] {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
  const empty = hash('')
  const isStorage = service === 's3'
  const names = isStorage ? 'host;x-amz-content-sha256;x-amz-date' : 'host;x-amz-date'
  const lines = [`host:${host}`, ...(isStorage ? [`x-amz-content-sha256:${empty}`] : []), `x-amz-date:${time}`]
  const request = ['GET', path, '', ...lines, '', names, empty].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(request)].join('\n')
  const chain = [time.slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${secret}`)
  const signature = mac(chain, text).toString('hex')
  return [
    ['X-Amz-Date', time],
    ...(isStorage ? [['X-Amz-Content-Sha256', empty] as const] : []),
    ['Authorization', `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names}, Signature=${signature}`],
  ]
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function mac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
