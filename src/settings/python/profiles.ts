import type { Lookup } from '../rules.ts'
import type { PythonSettings } from './read.ts'
import type { PythonSetting } from './value.ts'
import { asSetting } from './value.ts'

/** One set of settings of a file: its names at the margin, or those with the attributes of a class over them. */
export interface Profile {
  /** `ProductionConfig`; empty for the names at the margin. */
  readonly name: string
  readonly get: (key: string) => PythonSetting | undefined
  readonly text: Lookup
}

/** Words of a class that nobody runs in production. */
const elsewhere = /dev|test|local|ci\b|debug|example/i

/**
 * Applications choose one class of their settings file when they start (`from_object('config.ProductionConfig')`), which the file does not
 * tell. Those named for production are taken, else all that are not named for something else; a class that others build on is no choice.
 */
export function profilesOf(file: PythonSettings): readonly Profile[] {
  const withSettings = [...file.classes.keys()].filter((name) =>
    file.names.some((each) => each.startsWith(`${name}.`) && /^[A-Z][A-Z0-9_]+$/.test(each.slice(name.length + 1))),
  )
  const bases = new Set([...file.classes.values()].flat())
  const choices = [...file.classes.keys()].filter(
    (name) =>
      !bases.has(name) &&
      !elsewhere.test(name) &&
      (withSettings.includes(name) || (file.classes.get(name) ?? []).some((base) => withSettings.includes(base))),
  )
  const production = choices.filter((name) => /prod/i.test(name))
  const classes = production.length > 0 ? production : choices
  return (classes.length > 0 ? classes : ['']).map((name) => {
    const get = (key: string): PythonSetting | undefined => (name === '' ? undefined : file.get(`${name}.${key}`)) ?? file.get(key)
    return { name, get, text: (key) => asSetting(get(key)) }
  })
}
