import type { PythonAssignment, PythonBlock, PythonFile, PythonImport, PythonStatement, PythonTarget } from '../../formats/python.ts'
import { targetOf } from '../../formats/python.ts'
import type { PythonCall, PythonValue } from '../../formats/python-value.ts'
import { appended, merged } from './entries.ts'
import type { Context } from './evaluate.ts'
import { evaluate } from './evaluate.ts'
import type { Scope } from './scope.ts'
import { bind, valueIn } from './scope.ts'
import type { PythonSetting } from './value.ts'
import { asSetting, uncertain } from './value.ts'

/** Gives the names of another file that is imported; undefined when it is not there. */
export type Import = (module: string, level: number, isNeeded: boolean) => Scope | undefined

/** Goes through the statements of a file in order: the last value of a name counts. */
export function run(file: PythonFile, scope: Scope, outer: Omit<Context, 'value'>, load: Import): void {
  for (const statement of file.statements) {
    const { className } = statement.block
    const context: Context = {
      ...outer,
      value: (name) => (className === undefined ? undefined : valueIn(scope, `${className}.${name}`)) ?? valueIn(scope, name),
    }
    step(statement, scope, context, load)
  }
}

function step(statement: PythonStatement, scope: Scope, context: Context, load: Import): void {
  const { block } = statement
  switch (statement.kind) {
    case 'assignment':
      assign(statement, scope, context)
      break
    case 'import':
      if (!block.inFunction) take(statement, scope, load)
      break
    case 'class':
      if (!block.inFunction) scope.classes.set(statement.name, statement.bases)
      break
    case 'expression': {
      const { value } = statement
      if (value.kind === 'call' && change(value, block, scope, context)) break
      if (value.kind === 'call' && lastName(value) === 'load_subconfig' && value.values[0]?.kind === 'text') {
        const other = load(value.values[0].text, 0, true)
        if (other !== undefined) copy(other, scope, block)
        break
      }
      if (value.kind !== 'text') scope.alone.push(evaluate(value, context))
    }
  }
}

/** A plain name in a function is the function's own. */
function isOwn(target: PythonTarget, block: PythonBlock): boolean {
  return block.inFunction && !target.name.includes('.') && target.keys.length === 0
}

function assign({ target, operator, value, block }: PythonAssignment, scope: Scope, context: Context): void {
  if (isOwn(target, block)) return
  const found = evaluate(value, context)
  set(target, block, scope, context, (before) => {
    if (operator === '=') return found
    if (operator === '|=') return merged(before, found)
    if (operator === '+=' && found.kind === 'items') return appended(before, found.items)
    return evaluate({ kind: 'computed', span: value.span }, context)
  })
}

function set(
  target: PythonTarget,
  block: PythonBlock,
  scope: Scope,
  context: Context,
  change: (before: PythonSetting | undefined) => PythonSetting | undefined,
): void {
  const keys = target.keys.map((key) => asSetting(evaluate(key, context))?.value)
  if (keys.includes(undefined)) return
  const name = target.name === 'environ' ? 'os.environ' : target.name
  const inClass = block.className === undefined || block.inFunction ? name : `${block.className}.${name}`
  bind(
    scope,
    inClass,
    keys.filter((key) => key !== undefined),
    block,
    change,
  )
}

/** Calls that change a dict or a list: `.update()`, `.append()` and the like, and `from_mapping()` of Flask. */
function change(call: PythonCall, block: PythonBlock, scope: Scope, context: Context): boolean {
  const target = called(call)
  if (target === undefined || isOwn(target.of, block)) return false
  const values = call.values.map((value) => evaluate(value, context))
  const named: PythonSetting = {
    kind: 'entries',
    entries: new Map(call.named.map(({ name, value }) => [name, evaluate(value, context)])),
    trail: [],
  }
  const [first, second] = values
  switch (target.method) {
    case 'update':
    case 'from_mapping':
      set(target.of, block, scope, context, (before) => merged(first === undefined ? before : merged(before, first), named))
      return true
    case 'append':
    case 'add':
      if (first !== undefined) set(target.of, block, scope, context, (before) => appended(before, [first]))
      return true
    case 'extend':
      if (first?.kind === 'items') set(target.of, block, scope, context, (before) => appended(before, first.items))
      return true
    case 'insert':
      if (second !== undefined) set(target.of, block, scope, context, (before) => appended(before, [second]))
      return true
    default:
      return false
  }
}

function called(call: PythonCall): { readonly of: PythonTarget; readonly method: string } | undefined {
  if (call.called.kind === 'attribute') {
    const of = targetOf(call.called.of)
    return of === undefined ? undefined : { of, method: call.called.name }
  }
  if (call.called.kind !== 'name') return undefined
  const { name } = call.called
  const dot = name.lastIndexOf('.')
  return dot === -1 ? undefined : { of: { name: name.slice(0, dot), keys: [] }, method: name.slice(dot + 1) }
}

function lastName({ called: of }: PythonCall): string {
  const name: PythonValue = of
  return name.kind === 'name' ? name.name.slice(name.name.lastIndexOf('.') + 1) : ''
}

function take({ module, level, as, names, block }: PythonImport, scope: Scope, load: Import): void {
  const isStar = names.some(({ name }) => name === '*')
  const other = module === '' ? undefined : load(module, level, isStar && level > 0)
  if (other === undefined) return
  if (as !== undefined) for (const [name, value] of other.names) scope.names.set(`${as}.${name}`, value)
  else if (isStar) copy(other, scope, block)
  else
    for (const { name, as: own } of names) {
      const value = other.names.get(name)
      if (value !== undefined) scope.names.set(own, block.conditional ? uncertain(value) : value)
      const bases = other.classes.get(name)
      if (bases === undefined) continue
      scope.classes.set(own, bases)
      for (const [inner, each] of other.names) if (inner.startsWith(`${name}.`)) scope.names.set(`${own}${inner.slice(name.length)}`, each)
    }
}

function copy(from: Scope, to: Scope, block: PythonBlock): void {
  for (const [name, value] of from.names) if (!name.startsWith('_')) bind(to, name, [], block, () => value)
  for (const [name, bases] of from.classes) to.classes.set(name, bases)
}
