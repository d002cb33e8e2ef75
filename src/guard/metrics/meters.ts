import type { AuditEvent, Decision } from '../audit/event.ts'
import type { Label } from '../audit/values.ts'
import type { AuditLog } from '../audit/writer.ts'
import type { Decide } from '../decide/decide.ts'
import type { GuardState } from '../state/types.ts'
import type { Registry } from './registry.ts'

/** What a guard counts. Each event of the audit log is counted by its kind and its closed words, whatever becomes of its record. */
export interface Meters {
  readonly log: (audit: AuditLog) => AuditLog
  readonly timed: (decide: Decide) => Decide
  readonly trouble: () => void
  /** Counts an answer of the data plane without an engine, by its number. */
  readonly answered: (status: number) => void
  /** Asks the log and the store how they are; a store that does not answer is said to be down. */
  readonly look: (audit: Pick<AuditLog, 'status'>, state: Pick<GuardState, 'epoch' | 'sessions' | 'keys'>) => Promise<void>
}

/** Seconds: half a millisecond is usual, and what takes a second is given up by the data plane. */
const quick = [0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
const day = 86_400_000

export interface MeterSettings {
  readonly registry: Registry
  readonly version: string
  /** Milliseconds that only go on. */
  readonly clock: () => number
  readonly now: () => number
}

export function meters({ registry, version, clock, now }: MeterSettings): Meters {
  const events = eventCounters(registry)
  const decisionTime = registry.histogram(
    'guard_decision_seconds',
    'From a question of the data plane to its decision, its record not included.',
    quick,
  )
  const writeTime = registry.histogram(
    'guard_audit_write_seconds',
    'Until a record was taken; for what manages and what reaches data, until it was on the disk.',
    quick,
  )
  const refused = registry.counter('guard_audit_refused_total', 'Records that could not be written; what they were about was refused.')
  const troubles = registry.counter('guard_troubles_total', 'Faults beside the way of a request, each said on standard error.')
  const requests = registry.counter('guard_requests_total', 'Answers of the data plane without an engine, by the first digit of their number.')
  const records = registry.gauge('guard_audit_records', 'Records on the disk.')
  const unsigned = registry.gauge('guard_audit_unsigned_records', 'Records that no checkpoint is about yet.')
  const fault = registry.gauge('guard_audit_fault', '1 while the disk takes no records.')
  const places = registry.gauge('guard_audit_failing_places', 'Places that do not take checkpoints.')
  const up = registry.gauge('guard_store_up', '1 where the store answered this scrape.')
  const age = registry.gauge('guard_store_epoch_age_seconds', 'Since the store last said which epoch holds.')
  const sessions = registry.gauge('guard_sessions', 'Sessions that have not ended.')
  const keys = registry.gauge('guard_keys', 'API keys by their state; ending is within two weeks.')
  const memory = registry.gauge('process_resident_memory_bytes', 'Memory of the decision service.')
  const processor = registry.counter('process_cpu_seconds_total', 'Processor time of the decision service.')
  registry.gauge('guard_build_info', '1, with the version.').set(1, { version })
  registry.gauge('process_start_time_seconds', 'When it started, since 1970.').set(now() / 1000)
  let told = 0
  refused.add({}, 0)
  troubles.add({}, 0)

  return {
    log: (audit) => ({
      ...audit,
      write: async (event) => {
        events(event)
        const since = clock()
        try {
          await audit.write(event)
        } catch (error) {
          refused.add()
          throw error
        }
        writeTime.observe((clock() - since) / 1000)
      },
    }),
    timed: (decide) => (request) => {
      const since = clock()
      const done = (): void => decisionTime.observe((clock() - since) / 1000)
      const decision = decide(request)
      if (decision instanceof Promise) return decision.finally(done)
      done()
      return decision
    },
    trouble: () => troubles.add(),
    answered: (status) => requests.add({ class: `${Math.floor(status / 100)}xx` }),
    async look(audit, state) {
      const status = audit.status()
      records.set(status.size)
      unsigned.set(status.size - status.signed)
      fault.set(status.fault === undefined ? 0 : 1)
      places.set(status.failingPlaces.length)
      const { rss } = process.memoryUsage()
      memory.set(rss)
      const { user, system } = process.cpuUsage()
      const used = (user + system) / 1e6
      processor.add({}, used - told)
      told = used
      try {
        await state.epoch.read()
        sessions.set((await state.sessions.list()).length)
        const all = (await state.keys.list()).filter(({ revoked }) => revoked === undefined)
        const ended = all.filter(({ expires }) => expires <= now()).length
        const ending = all.filter(({ expires }) => expires > now() && expires <= now() + 14 * day).length
        for (const [of, count] of Object.entries({ live: all.length - ended - ending, ending, ended })) keys.set(count, { state: of })
        up.set(1)
      } catch {
        up.set(0)
      }
      const silence = state.epoch.age()
      age.set(Number.isFinite(silence) ? silence / 1000 : 1e9)
    },
  }
}

function eventCounters(registry: Registry): (event: AuditEvent) => void {
  const decisions = registry.counter('guard_decisions_total', 'Decisions, with whom they were about and why something was refused.')
  const logIns = registry.counter('guard_log_ins_total', 'Tries to log in.')
  const scans = registry.counter('guard_scans_total', 'Bodies that were scanned, or could not be.')
  const egress = registry.counter('guard_egress_total', 'Connections out that no entry permits.')
  const changes = registry.counter('guard_changes_total', 'Changes of rights, keys, accounts and settings.')
  const ends = registry.counter('guard_sessions_ended_total', 'Log-outs, and why.')
  const changed = (what: string, change: string, outcome = 'done'): void => changes.add({ what, change, outcome })
  const often = new Map<string, () => void>()
  const decided = ({ verdict, access, who, reason = '' as Label }: Decision): void => {
    const key = `${verdict} ${access} ${who.type} ${reason}`
    const known = often.get(key) ?? decisions.of({ outcome: verdict, access, by: who.type, reason })
    often.set(key, known)
    known()
  }
  return (event) => {
    switch (event.kind) {
      case 'decision':
        return decided(event)
      case 'log-in':
        return logIns.add({ outcome: event.outcome, how: event.how, reason: reasonOf(event.reason) })
      case 'log-out':
        return ends.add({ why: event.why })
      case 'scan':
        return scans.add({ verdict: event.verdict })
      case 'egress':
        return egress.add({ outcome: event.outcome, reason: event.reason })
      case 'right':
        return changed('right', event.change, event.outcome)
      case 'key':
        return changed('key', event.change)
      case 'account':
        return changed('account', event.change)
      case 'settings':
        return changed('settings', 'loaded')
      default:
        return undefined
    }
  }
}

/** What a provider says of its refusals is text of its own. */
function reasonOf(reason: Label | undefined): string {
  return reason === undefined ? '' : ['wrong', 'unavailable', 'too-many-tries'].includes(reason) ? reason : 'other'
}
