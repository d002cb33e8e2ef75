import type { Who } from '../event.ts'
import type { AuditRecord } from '../record.ts'

/** Something that a person should look at. */
export interface Alarm {
  readonly what: 'tries' | 'right' | 'account' | 'key' | 'settings' | 'virus' | 'gap' | 'ending'
  /** One line. */
  readonly text: string
  readonly record: AuditRecord
}

const window = 15 * 60_000
const most = 20_000

interface Tries {
  readonly since: number
  readonly count: number
}

/**
 * Which records are alarms: each change of who may do what and of what the guard works by, and refused log-ins and keys when one account or one
 * source has so many of them within a quarter of an hour by the times of the log: once in that time.
 */
export function alarmBook(limit: number): (record: AuditRecord) => Alarm | undefined {
  const counted = new Map<string, Tries>()
  /** Whether this makes it so many. */
  function reaches(name: string, moment: number, more: number): boolean {
    const before = counted.get(name)
    const { since, count } = before === undefined || moment - before.since >= window ? { since: moment, count: 0 } : before
    counted.delete(name)
    counted.set(name, { since, count: count + more })
    for (const [oldest] of counted) if (counted.size > most) counted.delete(oldest)
    return count < limit && count + more >= limit
  }
  return (record) => {
    const tried = triedBy(record)
    if (tried !== undefined) {
      const hits = tried.filter((name) => reaches(name, Date.parse(record.at), record.count ?? 1))
      return hits.length === 0 ? undefined : { what: 'tries', text: `${limit} refused log-ins or keys of ${hits.join(' and of ')}`, record }
    }
    return changed(record)
  }
}

/** Whose try failed; undefined where it is about something else. */
function triedBy(record: AuditRecord): readonly string[] | undefined {
  if (record.kind === 'log-in') return record.outcome === 'refused' ? [named(record.who), record.source] : undefined
  if (record.kind !== 'decision' || record.verdict === 'allow') return undefined
  return /^(?:key-|unknown-key|broken-credentials)/.test(record.reason ?? '') ? [record.source] : undefined
}

function named(who: Who): string {
  return 'id' in who ? `${who.type} ${who.id}` : who.type
}

function changed(record: AuditRecord): Alarm | undefined {
  switch (record.kind) {
    case 'right':
      if (record.outcome !== 'done') return undefined
      return {
        what: 'right',
        text: `right ${record.change}: ${[record.subject, record.relation, record.resource].join(' ')}, by ${named(record.by)}`,
        record,
      }
    case 'account':
      return { what: 'account', text: `account ${record.account} ${record.change}, by ${named(record.by)}`, record }
    case 'key':
      return { what: 'key', text: `key ${record.key} ${record.change}, by ${named(record.by)}`, record }
    case 'settings':
      return { what: 'settings', text: `settings: ${record.what}, by ${named(record.by)}`, record }
    case 'scan':
      if (record.verdict !== 'infected') return undefined
      return { what: 'virus', text: `${record.name ?? 'a virus'} in the ${record.direction} of ${named(record.who)} at ${record.route}`, record }
    case 'gap':
      return { what: 'gap', text: `the audit log has a gap: ${record.cause}`, record }
    case 'ending':
      return { what: 'ending', text: `${record.what} ends at ${record.until}`, record }
    default:
      return undefined
  }
}
