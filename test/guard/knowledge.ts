import type { Knowledge, KnownKey } from '../../src/guard/decide/ports.ts'
import type { Person } from '../../src/guard/model/principal.ts'
import { subjectOf } from '../../src/guard/model/principal.ts'
import { rights } from '../../src/guard/model/site.ts'

export interface People {
  /** By reference and host. */
  readonly sessions: Map<string, Person>
  readonly keys: Map<string, KnownKey>
  /** Subject and resource to the highest right. */
  readonly grants: Map<string, (typeof rights)[number]>
}

/** What a decision has to know, in memory: for tests of decisions alone. */
export function knowledgeOf({ sessions, keys, grants }: People): Knowledge {
  const counts = new Map<string, number>()
  return {
    session: (reference, host) => sessions.get(`${reference}@${host}`),
    key: (text) => keys.get(text) ?? { refused: 'unknown-key' },
    may: ({ principal, right, resource }) => {
      const most = grants.get(`${subjectOf(principal)} ${resource}`)
      const allowed = most !== undefined && rights.indexOf(most) >= rights.indexOf(right)
      return { allowed, why: allowed ? `granted ${most} on ${resource}` : `no grant of ${right} on ${resource}` }
    },
    later: (caller, what, perMinute) => {
      const key = `${caller} ${what}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      return (counts.get(key) ?? 0) <= perMinute ? 0 : 60
    },
  }
}

export const reference = (letter: string): string => letter.repeat(43)

export function person(id: string, more: Partial<Person> = {}): Person {
  return { kind: 'person', id, name: id, groups: [], secondFactor: false, session: `session-of-${id}`, ...more }
}

/** Ann may all but administer, Bob reads the other site only, the root administers; one key of a robot, one worker. */
export function people(): People {
  return {
    sessions: new Map([
      [`${reference('a')}@localhost`, person('ann')],
      [`${reference('b')}@localhost`, person('bob')],
      [`${reference('r')}@localhost`, person('root', { secondFactor: true })],
      [`${reference('s')}@localhost`, person('root')],
    ]),
    keys: new Map([
      [
        'gk_live_robot',
        {
          id: 'robot',
          owner: 'billing',
          scopes: [{ host: 'localhost', methods: ['GET', 'POST'], segments: ['api', 'v1'], below: true }],
          sources: [],
        },
      ],
      [
        'gk_live_far',
        { id: 'far', owner: 'billing', scopes: [{ host: 'localhost', methods: ['GET'], segments: [], below: true }], sources: ['192.0.2.0/24'] },
      ],
    ]),
    grants: new Map([
      ['person:ann app', 'write'],
      ['person:ann project:7', 'write'],
      ['person:root app', 'admin'],
      ['system:billing app', 'write'],
      ['worker:spiffe://example/component/worker app', 'read'],
    ]),
  }
}
