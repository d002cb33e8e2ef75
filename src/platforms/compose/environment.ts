import { resolve } from 'node:path'
import type { Setting } from '../../model/setting.ts'
import { addGap } from '../input.ts'
import type { Lookup, Variable } from './interpolate.ts'
import type { Service, Session } from './model.ts'
import { inputOf } from './model.ts'
import type { Value } from './tree.ts'
import type { Pair } from './values.ts'
import { boolean, get, items, leaf, pairs } from './values.ts'
import { readEnv } from './variables.ts'

/** The service's environment: its env files in order, then `environment` over them. */
export function readEnvironment(service: Service, session: Session): ReadonlyMap<string, Setting> {
  const written = new Map<string, Setting>()
  for (const pair of pairs(get(service.value, 'environment'))) {
    if (pair.key !== '') written.set(pair.key, pair.value ?? inherited(pair, service))
  }
  const result = new Map<string, Setting>()
  for (const item of items(get(service.value, 'env_file'))) readEnvFile(item, service, session, written, result)
  for (const [key, value] of written) result.set(key, value)
  return result
}

function readEnvFile(item: Value, service: Service, session: Session, written: ReadonlyMap<string, Setting>, result: Map<string, Setting>): void {
  const path = leaf(item) ?? leaf(get(item, 'path'))
  if (path === undefined || path.value === '') return
  const owner = path.source.input
  const line = path.trail.find((place) => place.file === owner.file)?.line
  if (path.unresolved.length > 0) return addGap(owner, `the env file \`${path.value}\` is not known`, line, true)
  const isOptional = boolean(get(item, 'required'))?.value === false
  const absolute = resolve(path.source.base, path.value)
  const { files } = session.documents
  const read = files.read(absolute)
  if (read.state !== 'text') {
    const shown = read.state === 'outside' ? path.value : files.display(absolute)
    if (!isOptional || read.state !== 'missing') addGap(owner, `the env file ${shown} ${read.why}`, line, true)
    return
  }
  const outer: Lookup = (name) => service.lookup(name) ?? fromSetting(written.get(name)) ?? fromSetting(result.get(name))
  const raw = leaf(get(item, 'format'))?.value === 'raw'
  const reading = readEnv({ path: absolute, outer, via: path.trail, raw }, files, inputOf(session, absolute, 'env'))
  for (const [key, variable] of reading.variables) {
    if (variable !== undefined) result.set(key, { value: variable.value, trail: variable.trail, unresolved: variable.unresolved })
  }
}

function fromSetting(setting: Setting | undefined): Variable | undefined {
  return setting
}

/** A key without a value: the project's variables have it, or else the shell that starts Compose. */
export function inherited(pair: Pair, service: Service): Setting {
  const variable = service.lookup(pair.key)
  if (variable !== undefined) return { value: variable.value, trail: [...variable.trail, ...pair.trail], unresolved: variable.unresolved }
  const text = `\${${pair.key}}`
  // `- PASSWORD: value` inside of quotes is a name to Compose and a secret to its author: it is not repeated
  const name = /^[\w.-]+$/.test(pair.key) ? pair.key : 'an entry without `=`'
  const why = `${name} takes its value from the shell that starts Compose`
  const place = pair.trail.find((each) => each.file === pair.input.file)
  if (place !== undefined) addGap(pair.input, why, place.line)
  return { value: text, trail: pair.trail, unresolved: [{ text, kind: 'variable', why }] }
}
