import type { AuditRecord } from '../record.ts'
import type { HttpTarget } from './http.ts'
import { post } from './http.ts'
import { otlpRequest, rejectedOf } from './otlp.ts'
import type { SyslogTarget } from './syslog.ts'
import { sendSyslog, syslogMessage } from './syslog.ts'

/** A record as it stands in the log, and what it says. */
export interface Kept {
  readonly json: string
  readonly record: AuditRecord
}

/** Where records go besides the folder. */
export interface Collector {
  readonly name: string
  /** Done when it has them, as far as its protocol tells; else an error that quotes no record. */
  readonly send: (records: readonly Kept[]) => Promise<void>
}

/** @param host name of this machine in the messages */
export function syslogCollector(target: SyslogTarget, host: string): Collector {
  return {
    name: `syslog+${target.transport}://${target.host}:${target.port}`,
    send: (records) =>
      sendSyslog(
        target,
        records.map(({ json, record }) => syslogMessage(json, record, host)),
      ),
  }
}

export function otlpCollector(target: HttpTarget, origin: string, version: string): Collector {
  return {
    name: target.url.origin,
    async send(records) {
      const rejected = rejectedOf(await post(target, 'application/json', otlpRequest(records, origin, version)))
      if (rejected > 0) throw new Error(`the collector did not take ${rejected} records`)
    },
  }
}
