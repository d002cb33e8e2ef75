import type { PythonBlock } from '../../formats/python.ts'
import { entriesWith } from './entries.ts'
import type { PythonSetting } from './value.ts'
import { uncertain } from './value.ts'

/** Names of a file with their values, as far as the file was read. Attributes of classes and objects are names with dots. */
export interface Scope {
  readonly names: Map<string, PythonSetting>
  /** Classes with those that they inherit from, in the order of the file. */
  readonly classes: Map<string, readonly string[]>
  /** Values that stand alone, and calls. */
  readonly alone: PythonSetting[]
}

export function newScope(): Scope {
  return { names: new Map(), classes: new Map(), alone: [] }
}

/** How many classes lie above each other. */
const mostBases = 10

/** The value of a name; an attribute of a class may be that of one it inherits from. */
export function valueIn(scope: Scope, name: string, depth = 0): PythonSetting | undefined {
  const own = scope.names.get(name)
  const dot = name.lastIndexOf('.')
  if (own !== undefined || dot === -1 || depth > mostBases) return own
  for (const base of scope.classes.get(name.slice(0, dot)) ?? []) {
    const found = valueIn(scope, `${base}${name.slice(dot)}`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** Gives a name, or what its keys lead to, a value made of the one before. */
export function bind(
  scope: Scope,
  name: string,
  keys: readonly string[],
  { conditional, exceptional }: Pick<PythonBlock, 'conditional' | 'exceptional'>,
  change: (before: PythonSetting | undefined) => PythonSetting | undefined,
): void {
  const before = valueIn(scope, name)
  // what is set when something went wrong does not replace what was set before
  if (exceptional && before !== undefined) return
  const after =
    keys.length === 0 ? marked(before, change(before), conditional) : entriesWith(before, keys, (inner) => marked(inner, change(inner), conditional))
  if (after !== undefined) scope.names.set(name, after)
}

/** Under a condition the value is not certain, unless it is the one that holds anyway. */
function marked(before: PythonSetting | undefined, after: PythonSetting | undefined, conditional: boolean): PythonSetting | undefined {
  if (!conditional || after === undefined) return after
  const isSame = before?.kind === 'scalar' && after.kind === 'scalar' && before.setting.value === after.setting.value
  return isSame ? before : uncertain(after)
}
