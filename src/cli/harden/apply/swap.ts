import { begunOf } from '../../../engine/harden/journal.ts'
import type { Run } from '../../../engine/harden/states.ts'
import type { Begun, DoorChange, JournalStage } from '../../../model/journal.ts'
import type { Door, Trouble, Values } from '../../../rotations/door.ts'
import { accept, forget, prove } from '../../../rotations/door.ts'
import type { Objects } from '../../../storage/objects.ts'
import type { Io } from '../../io.ts'
import { withDoors } from './doors.ts'
import type { StateFolder } from './state-folder.ts'

/** What running servers are told of passwords while a run is carried out. Every step may be done again; each throws where a server does not do it. */
export interface Swap {
  /** Before anything is changed: the old passwords let in, and made-up ones do not. */
  readonly check: () => Promise<void>
  /** Before and after the programs of a stage are told. */
  readonly before: (phase: JournalStage['phase']) => Promise<void>
  readonly after: (phase: JournalStage['phase']) => Promise<void>
  readonly prove: (phase: JournalStage['phase']) => Promise<void>
  /** The same on the way back. */
  readonly backBefore: () => Promise<void>
  readonly backAfter: () => Promise<void>
}

/** `undefined` where a run changes no password of a running server. */
export function swapOf(
  { doors, path }: Pick<Begun, 'doors' | 'path'>,
  { objects }: Pick<StateFolder, 'objects'>,
  options: Readonly<Record<string, unknown>>,
  io: Io,
): Swap | undefined {
  if (doors === undefined || doors.length === 0) return undefined
  const beside = doors.filter(({ way }) => way === 'beside')
  const instead = doors.filter(({ way }) => way === 'instead')
  const valuesOf = ({ values }: DoorChange): Values => JSON.parse(objects.read(values).toString('utf8')) as Values
  const backOf = (door: DoorChange): Values => ({ old: valuesOf(door).next, next: valuesOf(door).old })
  const each = (some: readonly DoorChange[], work: (door: Door, change: DoorChange) => Promise<Trouble>): Promise<void> =>
    some.length === 0 ? Promise.resolve() : withDoors(some, path, options, io, work)
  const takes = (some: readonly DoorChange[]): Promise<void> => each(some, (door, change) => accept(door, valuesOf(change)))
  const forgets = (some: readonly DoorChange[]): Promise<void> => each(some, (door, change) => forget(door, valuesOf(change)))
  return {
    check: () =>
      each(doors, (door, change) => prove(door, { ...valuesOf(change), next: door.asking.random(24) }, { old: 'accepted', next: 'refused' })),
    async before(phase) {
      if (phase === 'accept') await takes(beside)
      if (phase === 'switch') await takes(instead)
      if (phase === 'close') await forgets(beside)
      if (phase === 'back') await takes(doors)
    },
    async after(phase) {
      if (phase === 'back') await forgets(beside)
    },
    async prove(phase) {
      const isOver = ({ way }: DoorChange): boolean => phase === 'close' || phase === 'back' || (phase === 'switch' && way === 'instead')
      const isBegun = ({ way }: DoorChange): boolean => phase !== 'accept' || way === 'beside'
      await each(doors, (door, change) =>
        prove(door, valuesOf(change), { old: isOver(change) ? 'refused' : 'accepted', next: isBegun(change) ? 'accepted' : 'refused' }),
      )
    },
    backBefore: () => each(doors, (door, change) => accept(door, backOf(change))),
    async backAfter() {
      await each(beside, (door, change) => forget(door, backOf(change)))
      await each(doors, (door, change) => prove(door, backOf(change), { old: 'refused', next: 'accepted' }))
    },
  }
}

/** Both values of a door as one content of the state folder. One of them is random: its name gives nothing away. */
export function keepValues(objects: Pick<Objects, 'keep'>, values: Values): string {
  return objects.keep(Buffer.from(JSON.stringify(values)))
}

/** What servers are told on a way back over runs: of each account from what the last of them gave it to what it had before the first. */
export function doorsBack(runs: readonly Run[], objects: Pick<Objects, 'keep' | 'read'>): readonly DoorChange[] {
  const found = new Map<string, { readonly change: DoorChange; readonly old: string; readonly next: string }>()
  for (const { events } of runs) {
    if (!events.some(({ event }) => event === 'done')) continue
    for (const change of begunOf(events).doors ?? []) {
      const { old, next } = JSON.parse(objects.read(change.values).toString('utf8')) as Values
      const key = [change.deployment, change.component, change.user].join('\0')
      found.set(key, { change, old: next, next: found.get(key)?.next ?? old })
    }
  }
  return [...found.values()].flatMap(({ change, old, next }) => (old === next ? [] : [{ ...change, values: keepValues(objects, { old, next }) }]))
}
