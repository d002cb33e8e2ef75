import { canonicalJson } from '../../protocols/canonical-json.ts'
import type { AuditEvent } from './event.ts'
import { isFailClosed, isRefusal } from './event.ts'
import type { Entry } from './record.ts'
import { entryOf } from './record.ts'
import { instant } from './values.ts'

/** What waits to be written together. */
export interface Groups {
  /** Takes an event that need not be on the disk before the answer; gives what is to be written at once. */
  readonly add: (event: AuditEvent, now: Date) => readonly Entry[]
  /** What is due; with `all`, what there is. */
  readonly due: (now: Date, all?: boolean) => readonly Entry[]
}

interface Group {
  readonly event: AuditEvent
  readonly due: number
  count: number
}

/** Milliseconds. */
const allowsFor = 200
const refusalsFor = 60_000

/**
 * Decisions of one kind are one record with their number, at most 200 ms late. A refusal is written at once, its repetitions within a minute
 * as one record with their number behind it. Who makes all his refusals different has `different` of them in a minute; how many there were
 * beyond these is a gap. So nobody who is refused can fill the disk. All others stand for themselves.
 */
export function groupEvents(different = 5_000): Groups {
  const groups = new Map<string, Group>()
  let beyond = { lost: 0, since: new Date(0) }

  function written({ event, count }: Group, now: Date): readonly Entry[] {
    return count === 0 ? [] : [entryOf(event, instant(now), count)]
  }

  function add(event: AuditEvent, now: Date): readonly Entry[] {
    const isRefused = isRefusal(event)
    const isCounted = isRefused || (event.kind === 'decision' && !isFailClosed(event))
    const entry = entryOf(event, instant(now))
    if (!isCounted) return [entry]
    const alike = withoutTarget(event)
    const key = canonicalJson(alike)
    const group = groups.get(key)
    if (group !== undefined && now.getTime() < group.due) {
      group.count++
      return []
    }
    const before = group === undefined ? [] : written(group, now)
    groups.delete(key)
    if (groups.size >= different) {
      if (!isRefused) return [...before, entry]
      beyond = { lost: beyond.lost + 1, since: beyond.lost === 0 ? now : beyond.since }
      return before
    }
    groups.set(key, { event: alike, due: now.getTime() + (isRefused ? refusalsFor : allowsFor), count: isRefused ? 0 : 1 })
    return isRefused ? [...before, entry] : before
  }

  return {
    add,
    due(now, all = false) {
      const due = [...groups].filter(([, group]) => all || group.due <= now.getTime())
      for (const [key] of due) groups.delete(key)
      const entries = due.flatMap(([, group]) => written(group, now))
      const { lost, since } = beyond
      if (lost === 0 || (!all && now.getTime() - since.getTime() < refusalsFor)) return entries
      beyond = { lost: 0, since }
      return [...entries, entryOf({ kind: 'gap', cause: 'overflow', lost, since: instant(since) }, instant(now))]
    },
  }
}

/** Where exactly it was does not make it another one: a record that counts several says nothing of it. */
function withoutTarget(event: AuditEvent): AuditEvent {
  if (event.kind !== 'decision') return event
  const { target: _target, ...rest } = event
  return rest
}
