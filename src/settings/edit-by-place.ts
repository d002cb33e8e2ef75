import type { Change, Edited } from '../model/change.ts'
import type { Component } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import { comparePlaces } from '../model/place.ts'
import type { Text } from '../model/text.ts'
import type { Want } from '../model/want.ts'
import { wordsWith } from './edit-words.ts'
import { withoutDoor } from './jvm-edit.ts'

/**
 * What holds for every product: a setting gets its value where it is written, in the environment, on the command line or in a settings
 * file, and a container's product that takes a variable of that name gets one. `undefined` where that says nothing.
 */
export function editByPlace(want: Want, { input }: Component): Edited | undefined {
  switch (want.kind) {
    case 'setting': {
      const { key, value, places } = want
      const name = variableAt(input, key, places[0]) ?? (isAtComponent(input, places[0]) ? newVariable(input, key) : undefined)
      if (name !== undefined) return { changes: [{ kind: 'variable', name, value: value ?? undefined }] }
      const words = isInCommand(input, places[0]) ? wordsWith(input.command ?? [], key, value) : undefined
      if (words !== undefined) return { changes: [{ kind: 'command', words }] }
      return places[0] === undefined || isAtComponent(input, places[0]) ? undefined : { changes: [{ kind: 'key', place: places[0], key, value }] }
    }
    case 'no-key':
      return input.env.has(want.key) ? { changes: [{ kind: 'variable', name: want.key, value: undefined }] } : undefined
    case 'secret': {
      const change = valueByPlace(input, want.key, [want.secret], want.places?.[0])
      return change === undefined ? undefined : { changes: [change] }
    }
    case 'own':
      return withoutDoor(input, want.port)
    default:
      return undefined
  }
}

/** A value in the variable or under the key of that name: where it is written, or in a new variable. */
export function valueByPlace(input: ComponentInput, key: string, value: Text, place: Place | undefined): Change | undefined {
  const name = input.env.has(key) ? key : place === undefined || isAtComponent(input, place) ? newVariable(input, key) : undefined
  if (name !== undefined) return { kind: 'variable', name, value }
  return place === undefined || isAtComponent(input, place) ? undefined : { kind: 'key', place, key, value }
}

/** The variable of that name, or the one on the line whose name ends in the key's words: GF_LOG_LEVEL for log.level. */
function variableAt({ env }: ComponentInput, key: string, place: Place | undefined): string | undefined {
  if (env.has(key)) return key
  if (place === undefined) return undefined
  const ending = folded(key)
  for (const [name, { trail }] of env) {
    if (trail[0] !== undefined && comparePlaces(trail[0], place) === 0 && folded(name).endsWith(ending)) return name
  }
  return undefined
}

/** `a__b` stands for `a.b` in .NET, and `A_B` elsewhere. */
function folded(key: string): string {
  return key.replace(/[\W_]+/g, '_').toUpperCase()
}

function isAtComponent({ at }: ComponentInput, place: Place | undefined): boolean {
  return place !== undefined && at.file === place.file && at.line === place.line
}

function isInCommand({ command, form }: ComponentInput, place: Place | undefined): boolean {
  return (
    place !== undefined && form === 'container' && command?.some(({ trail: [at] }) => at !== undefined && comparePlaces(at, place) === 0) === true
  )
}

/** Variables are written in capitals; other keys are of files. */
function newVariable({ form }: ComponentInput, key: string): string | undefined {
  return form === 'container' && /^[A-Z][A-Z0-9_]+$/.test(key) ? key : undefined
}
