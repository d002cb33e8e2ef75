import { propertiesEdits } from '../../formats/edits/properties.ts'
import { applyEdits } from '../../formats/edit.ts'
import type { Cannot, Change, Edited, TextChange } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { matchesImage } from '../../protocols/image.ts'
import { members } from './ensemble.ts'
import type { Options } from './options.ts'
import { configurationFile, variableFor } from './options.ts'

/** Settings of zoo.cfg; `null` takes one out. */
export type Wanted = readonly (readonly [key: string, value: string | null])[]

type Not = Extract<Edited, { readonly cannot: string }>

/** Where settings are written: the zoo.cfg in force, or the variables of which the official image makes one (docker-entrypoint.sh, 3.5 to 3.9). */
export function editOptions(input: ComponentInput, wanted: Wanted): readonly Change[] | Not {
  const path = configurationFile(input)
  if (path !== undefined) return [{ kind: 'edit', path, edit: (text) => inFile(text, wanted) }]
  if (!matchesImage(input.image, ['zookeeper']))
    return { cannot: 'its zoo.cfg is not here, and how this image is told to make one is not known: mount a zoo.cfg', reason: 'not-in-files' }
  const variable = (key: string): string | undefined => variableFor(input, key) ?? (key === 'servers' ? 'ZOO_SERVERS' : undefined)
  const named = wanted.flatMap(([key, value]): readonly Change[] => {
    const given = variable(key)
    return given === undefined ? [] : [{ kind: 'variable', name: given, value: value ?? undefined }]
  })
  const rest = wanted.filter(([key]) => variable(key) === undefined)
  const name = 'ZOO_CFG_EXTRA'
  const before = input.env.get(name)
  const after = inLine(before?.value ?? '', rest)
  if (after === (before?.value ?? '')) return named
  const change: Change =
    before === undefined ? { kind: 'variable', name, value: after } : { kind: 'rewritten', name, rewrite: (text) => inLine(text, rest) }
  return [...named, change]
}

/** The port without TLS goes, wherever it is opened. */
export function withoutPlainDoor(input: ComponentInput, options: Options): Wanted | Not {
  const all = members(options)
  const [member] = all.filter(({ client }) => client !== undefined)
  const doors: Wanted = [
    ['clientPort', null],
    ['clientPortAddress', null],
    ['client.portUnification', null],
  ]
  const isMade = configurationFile(input) === undefined
  if (member === undefined) return isMade && options.get('servers') === undefined ? [...doors, ['servers', alone]] : doors
  if (all.length > 1)
    return { cannot: 'the servers of an ensemble share one list of their doors: take the ports behind ; out on all of them', reason: 'would-break' }
  if (options.get('dynamicConfigFile') !== undefined)
    return { cannot: 'the server writes its dynamic file itself: take the port out with reconfig', reason: 'needs-person' }
  const [key, written] = [...options.all].find(([, setting]) => setting === member.setting) ?? ['', member.setting]
  return [...doors, [key, written.value.split(';')[0]!.trim()]]
}

/** What the official image makes of nothing, without its door for clients. */
const alone = 'server.1=localhost:2888:3888'

function inFile(text: string, wanted: Wanted): TextChange {
  let result = text
  for (const [key, value] of wanted) {
    const change = value === null ? propertiesEdits.remove(result, [key]) : propertiesEdits.set(result, [key], value)
    if ('cannot' in change) return change
    result = applyEdits(result, change.edits)
  }
  return result === text ? { edits: [], notes: [] } : { edits: [{ start: 0, end: text.length, text: result }], notes: [] }
}

/** Lines of zoo.cfg apart by blanks; each stays where it is. */
function inLine(text: string, wanted: Wanted): string {
  const values = new Map(wanted)
  const written = text.split(/\s+/).filter((word) => word !== '')
  const keys = written.map((word) => word.slice(0, Math.max(0, word.indexOf('='))))
  const kept = written.flatMap((word, index) => {
    const value = values.get(keys[index]!)
    if (value === undefined) return [word]
    return value === null || keys.indexOf(keys[index]!) < index ? [] : [`${keys[index]}=${value}`]
  })
  return [...kept, ...wanted.flatMap(([key, value]) => (value === null || keys.includes(key) ? [] : [`${key}=${value}`]))].join(' ')
}

export function isCannot(found: Wanted | readonly Change[] | Cannot): found is Not {
  return 'cannot' in found
}
