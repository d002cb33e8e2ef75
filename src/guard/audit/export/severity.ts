import type { AuditRecord } from '../record.ts'

/** How much it matters to who watches, as syslog (RFC 5424, 6.2.1) and OpenTelemetry (logs data model) number it. */
export interface Severity {
  readonly syslog: number
  readonly otlp: number
  readonly text: string
}

const info: Severity = { syslog: 6, otlp: 9, text: 'INFO' }
const notice: Severity = { syslog: 5, otlp: 10, text: 'INFO2' }
const warning: Severity = { syslog: 4, otlp: 13, text: 'WARN' }

export function severityOf(record: AuditRecord): Severity {
  switch (record.kind) {
    case 'ending':
    case 'gap':
      return warning
    case 'scan':
      return record.verdict === 'clean' ? info : warning
    case 'decision':
      return record.verdict === 'allow' ? info : notice
    case 'log-in':
      return record.outcome === 'granted' ? info : notice
    case 'right':
      return record.outcome === 'done' ? info : notice
    case 'body':
    case 'egress':
      return notice
    case 'key':
    case 'account':
    case 'settings':
    case 'log-out':
    case 'start':
    case 'stop':
      return info
  }
}
