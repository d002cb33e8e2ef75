import type { AuditRecord } from '../record.ts'
import { severityOf } from './severity.ts'

interface Attribute {
  readonly key: string
  readonly value: { readonly stringValue: string } | { readonly intValue: string }
}

/** A request of OTLP/HTTP with JSON (OpenTelemetry protocol 1.x, ExportLogsServiceRequest); 64-bit integers are strings there. */
export function otlpRequest(records: readonly { readonly json: string; readonly record: AuditRecord }[], origin: string, version: string): string {
  return JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [text('service.name', 'ringwall-guard'), text('ringwall.audit.origin', origin)] },
        scopeLogs: [{ scope: { name: 'ringwall.guard.audit', version }, logRecords: records.map(({ json, record }) => recordOf(json, record)) }],
      },
    ],
  })
}

function recordOf(json: string, record: AuditRecord): object {
  const { otlp, text: severityText } = severityOf(record)
  return {
    timeUnixNano: `${Date.parse(record.at)}000000`,
    severityNumber: otlp,
    severityText,
    eventName: `ringwall.${record.kind}`,
    body: { stringValue: json },
    attributes: [
      text('ringwall.class', record.class),
      { key: 'ringwall.seq', value: { intValue: String(record.seq) } },
      ...(record.count === undefined ? [] : [{ key: 'ringwall.count', value: { intValue: String(record.count) } }]),
      ...Object.entries(record).flatMap(([name, value]) => (typeof value === 'string' && !known.has(name) ? [text(`ringwall.${name}`, value)] : [])),
    ],
  }
}

const known = new Set(['at', 'class', 'kind'])

function text(key: string, stringValue: string): Attribute {
  return { key, value: { stringValue } }
}

/** How many records the collector says it did not take. */
export function rejectedOf(answer: string): number {
  try {
    const value = JSON.parse(answer) as { partialSuccess?: { rejectedLogRecords?: unknown } } | null
    const rejected = Number(value?.partialSuccess?.rejectedLogRecords ?? 0)
    return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0
  } catch {
    return 0
  }
}
