import { unconfined } from '../unconfined.ts'
import type { ComponentInput, Declared, Isolation } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting, Traced } from '../../model/setting.ts'
import type { Machine } from './machine.ts'
import type { View } from './view.ts'

/** A program of a machine, as its manager's file or a settings file tells of it. */
export interface Program {
  readonly name: string
  readonly at: Place
  readonly form?: 'process' | 'machine'
  readonly declared?: Declared
  readonly unit?: Traced<string>
  readonly command?: readonly Setting[]
  readonly env?: ReadonlyMap<string, Setting>
  readonly user?: Setting
  readonly isolation?: Partial<Isolation>
  /** Files that its manager reads for it. */
  readonly reads?: readonly string[]
  /** Files by which it is handed secrets, as they are shown: they are of no other use. */
  readonly kept?: readonly string[]
  /** Paths under which it is shown other files of the machine. */
  readonly aliases?: ReadonlyMap<string, string>
}

/** The program as technologies and engine take it. `id` is unique in the deployment. */
export function componentOf(id: string, program: Program, machine: Machine, view: View): ComponentInput {
  const { at, form = 'process', declared, unit, command, env = new Map(), user, isolation } = program
  return {
    id,
    at,
    form,
    host: machine.name,
    ...(declared === undefined ? {} : { declared }),
    ...(unit === undefined ? {} : { unit }),
    ...(command === undefined ? {} : { command }),
    env,
    ...(user === undefined ? {} : { user }),
    mounts: [],
    ports: [],
    expose: [],
    profiles: [],
    isolation: { ...unconfined, ...isolation },
    networks: [],
    names: program.name === id ? [] : [{ name: program.name }],
    hosts: new Map(),
    dependsOn: [],
    replicas: 1,
    open: view.open,
    home: view.home,
    opened: view.opened,
    list: view.list,
  }
}
