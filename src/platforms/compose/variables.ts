import { parseEnv } from '../../formats/env.ts'
import type { Place } from '../../model/place.ts'
import type { Files } from '../files.ts'
import type { Input } from '../input.ts'
import { addGap, fail, placeAt } from '../input.ts'
import type { Lookup, Variable } from './interpolate.ts'
import { interpolate } from './interpolate.ts'

export interface EnvReading {
  /** `undefined`: the key stands alone and takes its value from elsewhere. */
  readonly variables: ReadonlyMap<string, Variable | undefined>
  readonly found: boolean
}

export interface EnvRequest {
  readonly path: string
  /** What a variable in a value is looked up in; the file's own earlier lines come after it. */
  readonly outer: Lookup
  /** Lines that led here. */
  readonly via: readonly Place[]
  readonly raw?: boolean
}

/** Reads an env file: `.env`, `env_file`. */
export function readEnv(request: EnvRequest, files: Files, input: Input): EnvReading {
  const variables = new Map<string, Variable | undefined>()
  const read = files.read(request.path)
  if (read.state !== 'text') {
    fail(input, read.why)
    return { variables, found: false }
  }
  if (request.raw === true) {
    readRaw(read.text, request, input.file, variables)
    return { variables, found: true }
  }
  const parsed = parseEnv(read.text)
  for (const problem of parsed.problems) addGap(input, problem.message, problem.line, true)
  const lookup: Lookup = (name) => request.outer(name) ?? variables.get(name)
  for (const entry of parsed.entries) {
    if (entry.value === undefined) {
      variables.set(entry.key, request.outer(entry.key))
      continue
    }
    const place = placeAt(input.file, entry.span)
    if (!entry.interpolate) {
      variables.set(entry.key, { value: entry.value, trail: [place, ...request.via], unresolved: [] })
      continue
    }
    const result = interpolate(entry.value, lookup)
    for (const problem of result.problems) addGap(input, problem, entry.span.line)
    for (const hole of result.unresolved) addGap(input, hole.why, entry.span.line)
    variables.set(entry.key, {
      value: result.text,
      trail: result.whole ? [...result.trail, place, ...request.via] : [place, ...request.via, ...result.trail],
      unresolved: result.unresolved,
    })
  }
  return { variables, found: true }
}

/** `format: raw`: everything behind the first `=` is the value, quotes and dollars included. */
function readRaw(text: string, request: EnvRequest, file: string, variables: Map<string, Variable | undefined>): void {
  for (const [index, written] of text.split('\n').entries()) {
    const line = written.trimStart().replace(/\r$/, '')
    if (line === '' || line.startsWith('#')) continue
    const cut = line.indexOf('=')
    const key = (cut === -1 ? line : line.slice(0, cut)).trim()
    if (cut === -1) variables.set(key, request.outer(key))
    else variables.set(key, { value: line.slice(cut + 1), trail: [{ file, line: index + 1 }, ...request.via], unresolved: [] })
  }
}
