import { basename } from 'node:path'
import { parseUnit } from '../../formats/systemd-unit.ts'
import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { Files } from '../files.ts'
import type { Input } from '../input.ts'
import { addGap, placeAt } from '../input.ts'

/** A service unit with its drop-ins, one after the other: what each key was given, in order. */
export interface UnitSettings {
  /** `corridor-api.service`. */
  readonly name: string
  /** The unit and its drop-ins, as they are shown. */
  readonly files: readonly string[]
  readonly given: ReadonlyMap<string, readonly Setting[]>
}

/**
 * Reads a unit and its drop-ins in the order in which systemd applies them (systemd.unit(5)). Keys are `Section.Key`.
 * An empty assignment forgets what a list was given before.
 */
export function readUnit(name: string, paths: readonly string[], files: Files, inputs: (path: string) => Input): UnitSettings {
  const given = new Map<string, readonly Setting[]>()
  for (const path of paths) {
    const read = files.read(path)
    const input = inputs(path)
    if (read.state !== 'text') {
      addGap(input, read.why, 1, true)
      continue
    }
    files.claim(path)
    const unit = parseUnit(read.text)
    for (const problem of unit.problems) addGap(input, problem.message, problem.line)
    for (const { section, key, value, keySpan, span } of unit.entries) {
      const id = `${section}.${key}`
      const place = placeAt(files.display(path), { line: keySpan.line, endLine: span.endLine })
      if (value === '') given.set(id, [])
      else given.set(id, [...(given.get(id) ?? []), setting(expanded(value, name), place)])
    }
  }
  return { name, files: paths.map(files.display), given }
}

/** Specifiers whose value does not depend on the machine (systemd.unit(5), "Specifiers"). */
function expanded(value: string, unit: string): string {
  if (!value.includes('%')) return value
  const full = basename(unit)
  const name = full.replace(/\.[a-z]+$/, '')
  const at = name.indexOf('@')
  const [prefix, instance] = at === -1 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)]
  const known: Readonly<Record<string, string>> = {
    n: full,
    N: name,
    p: prefix,
    P: prefix,
    i: instance,
    I: instance.replaceAll('-', '/'),
    j: prefix.slice(prefix.lastIndexOf('-') + 1),
    t: '/run',
    S: '/var/lib',
    C: '/var/cache',
    L: '/var/log',
    E: '/etc',
    T: '/tmp',
    V: '/var/tmp',
    d: `/run/credentials/${full}`,
    '%': '%',
  }
  return value.replaceAll(/%(.)/g, (whole, letter: string) => known[letter] ?? whole)
}

/** The value in force of a key that takes one: the last. */
export function last(unit: UnitSettings, key: string): Setting | undefined {
  return unit.given.get(`Service.${key}`)?.at(-1)
}

/** All values of a key that takes a list. */
export function list(unit: UnitSettings, key: string): readonly Setting[] {
  return unit.given.get(`Service.${key}`) ?? []
}

/** A switch as systemd reads it: `1`, `yes`, `true`, `on`. */
export function isYes(value: Setting | undefined): boolean {
  return value !== undefined && /^(?:1|yes|y|true|t|on)$/i.test(value.value)
}
