import { basename, dirname, join } from 'node:path'
import { grouped } from '../../model/grouped.ts'
import type { ComponentInput } from '../../model/input.ts'
import { parseEnv } from '../../formats/env.ts'
import { ownFolder } from '../../model/own-files.ts'
import { setting } from '../../model/setting.ts'
import type { Input } from '../input.ts'
import { placeAt } from '../input.ts'
import type { Bundle, Candidate } from './candidates.ts'
import { bundles, placeOf } from './candidates.ts'
import type { Machine } from './machine.ts'
import type { Program } from './program.ts'
import { componentOf } from './program.ts'
import { serviceProgram } from './service.ts'
import { supervisorPrograms } from './supervisor.ts'
import { readUnit } from './unit-settings.ts'
import type { UnitFiles } from './units.ts'
import type { Overlay } from './view.ts'
import { viewOf } from './view.ts'

/** What was found of a machine's programs. */
export interface Found {
  readonly units: readonly UnitFiles[]
  readonly supervised: readonly string[]
  /** Files of variables, for a program that is started in a way that nothing here tells. */
  readonly variables: readonly string[]
  readonly candidates: readonly Candidate[]
}

/** Says which technology a component is; `undefined` for none that is known. */
export type Identify = (input: ComponentInput) => string | undefined

/** Gives a name that no other component of the deployment has. */
export type Name = (wanted: string, ...longer: readonly string[]) => string

/** The components of one machine: what units and Supervisor start, and beside them what settings files alone tell of. */
export function programsOf(
  machine: Machine,
  found: Found,
  identify: Identify,
  inputs: (path: string, as: string) => Input,
  name: Name,
): readonly ComponentInput[] {
  const bare = viewOf(machine, [])
  const started = [...machineItself(machine), ...services(), ...supervised(), ...variables()]
  const known = started.flatMap((program): readonly Started[] => {
    const technology = identify(componentOf(program.name, program, machine, viewOf(machine, [], program.aliases)))
    // what a package starts and nobody knows is the system's own
    return technology === undefined && program.foreign ? [] : [{ program, technology }]
  })
  const byTechnology = grouped(bundles(found.candidates), ({ technology }) => technology)
  const components: ComponentInput[] = []
  for (const { program, technology } of known) {
    const files = (technology === undefined ? undefined : byTechnology.get(technology))?.filter(({ tag }) => tag === '') ?? []
    // the system reads its own files where they are: those of other folders are copies
    const own = program.form === 'machine' ? [] : files
    for (const { path } of own.flatMap(({ members }) => members)) inputs(path, 'settings')
    const beside = own[0]?.folder ?? dirname(join(machine.files.folder, program.at.file))
    const view = viewOf(machine, [...own.flatMap(overlaysOf), ...ownFiles(machine, beside)], program.aliases)
    for (const path of program.reads ?? []) view.open(path)
    components.push(
      componentOf(
        name(
          program.name,
          machine.tree === undefined ? `${program.name} (${basename(dirname(program.at.file))})` : `${program.name}@${machine.name}`,
        ),
        program,
        machine,
        view,
      ),
    )
  }
  const taken = new Set(known.flatMap(({ technology }) => technology ?? []))
  for (const [technology, all] of byTechnology) {
    for (const bundle of all) {
      if (taken.has(technology) && (bundle.tag === '' || machine.tree !== undefined)) continue
      components.push(fromFiles(bundle))
    }
  }
  return components

  function services(): readonly Draft[] {
    return found.units.flatMap((unit) => {
      const first = unit.paths[0]!
      const settings = readUnit(unit.name, unit.paths, machine.files, (path) => inputs(path, 'systemd'))
      const look = machine.tree === undefined ? viewOf(machine, ownFiles(machine, dirname(first))) : bare
      const program = serviceProgram(settings, machine, look, inputs(first, 'systemd'))
      for (const file of program?.kept ?? []) inputs(join(machine.files.folder, file), 'credential')
      return program === undefined ? [] : [unit.own ? { ...program, foreign: false } : asPackaged(program)]
    })
  }

  function supervised(): readonly Draft[] {
    return found.supervised.flatMap((path) => {
      const read = machine.files.read(path)
      if (read.state !== 'text') return []
      machine.files.claim(path)
      return supervisorPrograms(read.text, inputs(path, 'supervisor')).map((program) => ({ ...program, foreign: false }))
    })
  }

  function variables(): readonly Draft[] {
    return found.variables.flatMap((path) => {
      const read = machine.files.read(path)
      if (read.state !== 'text') return []
      machine.files.claim(path)
      const file = inputs(path, 'env').file
      const env = parseEnv(read.text).entries.flatMap(({ key, value, span }) =>
        value === undefined ? [] : [[key, setting(value, placeAt(file, span))] as const],
      )
      if (env.length === 0) return []
      const at = env[0]![1].trail[0]!
      return [{ name: basename(dirname(file)) || machine.name, at, env: new Map(env), foreign: false }]
    })
  }

  function fromFiles(bundle: Bundle): ComponentInput {
    const { technology, tag, folder, members } = bundle
    for (const { path } of members) inputs(path, 'settings')
    const first = members[0]!
    const at = { file: machine.files.display(first.path), line: 1 }
    const wanted = tag === '' ? technology : `${technology}-${tag}`
    const { command } = first.file
    const program: Program = {
      name: wanted,
      at,
      declared: { technology, because: `settings in ${basename(first.path)}` },
      ...(command === undefined ? {} : { command: command.map((word) => setting(word, at)) }),
    }
    return componentOf(
      name(wanted, `${wanted}@${machine.name}`, `${wanted} (${machine.files.display(folder)})`),
      program,
      machine,
      viewOf(machine, [...overlaysOf(bundle), ...ownFiles(machine, folder)]),
    )
  }
}

interface Draft extends Program {
  /** Brought by a package. */
  readonly foreign: boolean
}

interface Started {
  readonly program: Program
  readonly technology: string | undefined
}

/** Of a package's unit, what its makers decided is theirs: servers that start as root and give it up, and how they are confined. */
function asPackaged({ user, isolation, ...program }: Program): Draft {
  const { sandbox: _, ...rest } = isolation ?? {}
  const named = user !== undefined && user.value !== 'root'
  return { ...program, isolation: rest, foreign: true, ...(named ? { user } : {}) }
}

/** The system that the programs run on, where its tree is at hand. */
function machineItself({ name, tree, files }: Machine): readonly Draft[] {
  if (tree === undefined) return []
  const shown = ['etc/os-release', 'etc/hostname', 'etc/fstab', 'etc/passwd']
    .map((file) => join(tree, file))
    .find((file) => files.read(file).state === 'text')
  return [{ name, form: 'machine', at: { file: files.display(shown ?? tree), line: 1 }, foreign: false }]
}

/** Files of Ringwall lie beside loose settings; a machine's tree has a place for them. */
function ownFiles({ tree }: Machine, folder: string): readonly Overlay[] {
  return tree === undefined ? [{ at: ownFolder, source: join(folder, 'ringwall'), kind: 'folder' }] : []
}

/** Each file at its place, and what lies beside it beside that place. */
function overlaysOf({ members }: Bundle): readonly Overlay[] {
  return members.flatMap((member): readonly Overlay[] => {
    const place = placeOf(member)
    return [
      { at: place, source: member.path, kind: 'file' },
      { at: dirname(place), source: dirname(member.path), kind: 'folder' },
    ]
  })
}
