import { createHmac } from 'node:crypto'
import type { AuditRecord } from '../record.ts'
import type { Alarm } from './alarms.ts'
import type { Collector } from './collector.ts'
import type { HttpTarget } from './http.ts'
import { post } from './http.ts'

export interface WebhookParts {
  readonly target: HttpTarget
  /** What the guard is called. */
  readonly guard: string
  readonly secret: string
  readonly alarmOf: (record: AuditRecord) => Alarm | undefined
  readonly now: () => number
}

/** Alarms that wait at most: of more the newest are told. */
const most = 1000

/**
 * Tells alarms by POST: `{"guard", "text", "alarms": [{"what", "text", "record"}]}`, with `Ringwall-Signature: t=SECONDS,v1=HEX`, the HMAC-SHA-256
 * of `SECONDS.BODY`. What is not taken is told with the next ones; a record is judged once, however often it is brought.
 */
export function webhook({ target, guard, secret, alarmOf, now }: WebhookParts): Collector {
  let seen = -1
  let waiting: readonly Alarm[] = []
  return {
    name: target.url.origin,
    async send(records) {
      const fresh = records.map(({ record }) => record).filter(({ seq }) => seq > seen)
      seen = fresh.at(-1)?.seq ?? seen
      waiting = [...waiting, ...fresh.flatMap((record) => alarmOf(record) ?? [])].slice(-most)
      if (waiting.length === 0) return
      const text = waiting.map((alarm) => alarm.text).join('\n')
      const body = JSON.stringify({ guard, text, alarms: waiting })
      const moment = Math.floor(now() / 1000)
      const signature = createHmac('sha256', secret).update(`${moment}.${body}`).digest('hex')
      const headers = { ...target.headers, 'ringwall-signature': `t=${moment},v1=${signature}` }
      await post({ ...target, headers }, 'application/json', body)
      waiting = []
    },
  }
}
