import { expect, it } from 'vitest'
import type { JournalEvent } from '../../../model/journal.ts'
import type { Io } from '../../io.ts'
import type { StateFolder } from './state-folder.ts'
import { tellStatus } from './states.ts'

const at = '2026-01-01T00:00:00.000Z'
const begun = {
  event: 'begun',
  schema: 'ringwall.journal/0',
  at,
  path: '/shop',
  before: [],
  stages: [],
  emptied: [],
  folders: [],
  engines: [],
} as const
const done: readonly JournalEvent[] = [
  { event: 'done', at, notes: [] },
  { event: 'closed', at },
]

function told(events: readonly JournalEvent[]): string {
  const runs = [{ number: 2, events }]
  let text = ''
  const write = (more: string): void => void (text += more)
  const io: Io = { stdout: { write }, stderr: { write }, env: {}, cwd: '/' }
  tellStatus({ journals: { all: () => runs }, path: '/states' } as unknown as StateFolder, io)
  return text.split('\n')[0] ?? ''
}

it.each<[string, readonly JournalEvent[], string]>([
  ['an apply that is done', [{ ...begun, kind: 'apply' }, ...done], 'the new state holds'],
  [
    'an apply that went back',
    [
      { ...begun, kind: 'apply' },
      { event: 'taken-back', at },
      { event: 'closed', at },
    ],
    'the old state holds',
  ],
  ['a rollback that is done', [{ ...begun, kind: 'rollback', to: 1 }, ...done], 'the files are as they were before run 1'],
])('of %s tells what holds', (_what, events, sentence) => {
  expect(told(events)).toBe(`${events[0]!.event === 'begun' ? events[0]!.kind : ''} of ${at}: ${sentence}`)
})
