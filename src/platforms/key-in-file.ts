import type { Change } from '../model/change.ts'
import { plainText } from '../model/text.ts'
import { keyFormats } from './key-formats.ts'
import type { Outcome, Workspace } from './workspace.ts'

/** Examples are written as what they are examples of. */
const samples = /(?:\.(?:example|sample|dist))+$/

/** Gives a key of a settings file a value, or takes it out. */
export function setKey(space: Workspace, { place, key, value }: Extract<Change, { readonly kind: 'key' }>): Outcome {
  const set = keyFormats.find(([name]) => name.test(place.file.replace(samples, '')))?.[1]
  if (set === undefined) return { cannot: `how ${key} is written in ${place.file} is not known here` }
  return space.edit(space.path(place.file), (text) => set(text, { key, value: value === null ? null : plainText(value), line: place.line }))
}
