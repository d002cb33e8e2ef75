import type { GuardDocument } from './read.ts'

/** What a guard without an engine leaves open, and what it does nothing of. */
export function embeddedNotes({ settings, sites }: GuardDocument): readonly string[] {
  if (settings.engine !== 'embedded') return []
  const after = sites.flatMap(({ routes }) => routes).filter(({ recordedAfter }) => recordedAfter === true)
  return [
    'engine: embedded is for small installations: the process that reads what anybody sends also decides and holds the keys; nginx or haproxy keeps them apart',
    ...(settings['micro-cache'] ? ['"micro-cache" changes nothing without an engine: nothing is kept'] : []),
    ...after.map(({ id }) => `${id}: "record: after" changes nothing without HAProxy: it is recorded before`),
  ]
}
