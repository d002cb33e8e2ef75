import { canonicalJson } from '../../protocols/canonical-json.ts'
import { membersOf, wrongIn } from './check.ts'
import type { AuditEvent, EventClass, Who } from './event.ts'
import { classOf } from './event.ts'
import { AuditFault } from './fault.ts'
import { leafHash } from './tree.ts'
import type { Instant, Label } from './values.ts'
import { isInstant } from './values.ts'

/** What stands in the log: an event, its number from 0 on, and how often it was since the last one of its like. */
export type AuditRecord = AuditEvent & { readonly seq: number; readonly at: Instant; readonly class: EventClass; readonly count?: number }

/** A line of a segment: hash of the leaf, blank, canonical JSON (RFC 8785), verbatim what is hashed. */
export interface Line {
  readonly json: string
  readonly leaf: Buffer
}

/** Bytes of a line at most. Labels are short: an event never comes near. */
export const longestLine = 16_384

/** An event that waits for its number. */
export interface Entry {
  readonly event: AuditEvent
  readonly at: Instant
  readonly count?: number
}

export function entryOf(event: AuditEvent, at: Instant, count?: number): Entry {
  const wrong = wrongIn(event)
  if (wrong !== undefined) throw new AuditFault('not-an-event', wrong)
  return { event, at, ...(count === undefined ? {} : { count }) }
}

export function lineOf(entry: Entry, seq: number): Line {
  const json = recordJson(entry, seq)
  return { json, leaf: leafHash(json) }
}

/** What `canonicalJson` makes of the record, in a third of its time: the names of its members are known, and so is their order. */
function recordJson({ event, at, count }: Entry, seq: number): string {
  const given = event as unknown as Readonly<Record<string, unknown>>
  const record: Record<string, unknown> = {}
  for (const name of orderOf(event.kind)) record[name] = ordered(given[name])
  record['at'] = at
  record['class'] = classOf(event)
  record['count'] = count
  record['seq'] = seq
  return JSON.stringify(record)
}

/** The one object that an event has within is somebody. */
function ordered(member: unknown): unknown {
  if (typeof member !== 'object') return member
  const { id, type } = member as { readonly id?: Label; readonly type: Who['type'] }
  return { id, type }
}

function orderOf(kind: AuditEvent['kind']): readonly string[] {
  const known = orders.get(kind)
  if (known !== undefined) return known
  const order = [...membersOf(kind), 'at', 'class', 'count', 'seq'].toSorted()
  orders.set(kind, order)
  return order
}

const orders = new Map<AuditEvent['kind'], readonly string[]>()

export function lineText({ json, leaf }: Line): string {
  return `${leaf.toString('base64')} ${json}\n`
}

/** The line of these bytes (without their line feed), or what is wrong with it, and what number it says it has. */
export function readLine(bytes: Buffer, seq: number): (Line & { readonly record: AuditRecord }) | { readonly wrong: string; readonly seq?: number } {
  const json = bytes.subarray(45)
  const leaf = leafHash(json)
  const text = json.toString('utf8')
  const record = parseRecord(text)
  const isHashed = bytes[44] === 0x20 && bytes.toString('latin1', 0, 44) === leaf.toString('base64')
  if (!isHashed) return { wrong: 'its content is not what its hash says', ...(record === undefined ? {} : { seq: record.seq }) }
  if (record === undefined) return { wrong: 'it is no record' }
  if (record.seq !== seq) return { wrong: `record ${record.seq} stands in its place`, seq: record.seq }
  return { json: text, leaf, record }
}

/**
 * The leaf of a line that holds together and has this number; undefined otherwise. For the start of a writer, which waits for it: what the record
 * says is looked at by `audit verify`.
 */
export function wholeLeaf(bytes: Buffer, seq: number): Buffer | undefined {
  const json = bytes.subarray(45)
  const leaf = leafHash(json)
  if (bytes[44] !== 0x20 || bytes.toString('latin1', 0, 44) !== leaf.toString('base64')) return undefined
  // no label has a quotation mark in it
  return json.includes(`"seq":${seq},`) || json.includes(`"seq":${seq}}`) ? leaf : undefined
}

/** The hash that a line says its content has, whatever that is. */
export function saidLeaf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1', 0, 44), 'base64')
}

/** Undefined for what is no record of ours: other members, another class, another spelling of the same JSON. */
export function parseRecord(json: string): AuditRecord | undefined {
  const value = parsed(json)
  if (value === undefined || canonicalJson(value) !== json) return undefined
  const { seq, at, class: named, count, ...event } = value
  if (!Number.isSafeInteger(seq) || !isInstant(at) || (count !== undefined && !Number.isSafeInteger(count))) return undefined
  // after this check it is one: its members were looked at one by one
  if (wrongIn(event) !== undefined || classOf(event as unknown as AuditEvent) !== named) return undefined
  return value as unknown as AuditRecord
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
