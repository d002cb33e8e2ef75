import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'
import type { Cursor } from './python-cursor.ts'
import { atEnd, is, problem, skip, spanFrom, take, tokenAt } from './python-cursor.ts'
import { expression, expressions } from './python-expression.ts'
import { pythonTokens } from './python-token.ts'
import type { PythonValue } from './python-value.ts'

/** Where a statement stands. */
export interface PythonBlock {
  /** It is not certain that it is reached: below `if`, `except`, a loop. */
  readonly conditional: boolean
  /** It runs only when something went wrong: below `except`. */
  readonly exceptional: boolean
  /** The class whose body it is part of: `Config`, `Outer.Inner`. */
  readonly className?: string
  /** It is part of a function, which runs when somebody calls it. */
  readonly inFunction: boolean
}

/** `app.config['A'] = …`: a name with dots, and keys in brackets behind it. */
export interface PythonTarget {
  readonly name: string
  readonly keys: readonly PythonValue[]
}

interface Statement {
  readonly span: Span
  readonly block: PythonBlock
}

export interface PythonAssignment extends Statement {
  readonly kind: 'assignment'
  readonly target: PythonTarget
  /** `=`, or `+=` and the like. */
  readonly operator: string
  readonly value: PythonValue
}

export interface PythonImport extends Statement {
  readonly kind: 'import'
  readonly module: string
  /** Dots in front of the module: 0 is not relative. */
  readonly level: number
  /** `import x as y` has none of these: the name of the module itself. */
  readonly as?: string
  readonly names: readonly { readonly name: string; readonly as: string }[]
}

/** A value that stands alone: `{…}`, `setup()`, `X.update({…})`. */
export interface PythonExpression extends Statement {
  readonly kind: 'expression'
  readonly value: PythonValue
}

export interface PythonClass extends Statement {
  readonly kind: 'class'
  readonly name: string
  readonly bases: readonly string[]
}

export type PythonStatement = PythonAssignment | PythonImport | PythonExpression | PythonClass

export interface PythonFile {
  readonly statements: readonly PythonStatement[]
  readonly problems: readonly Problem[]
}

interface Block extends PythonBlock {
  readonly column: number
  readonly keyword: string
}

const outside: Block = { column: -1, keyword: '', conditional: false, exceptional: false, inFunction: false }

/** Blocks that are always entered. */
const certain: ReadonlySet<string> = new Set(['try', 'finally', 'with', 'class', 'def'])
const headers: ReadonlySet<string> = new Set(['if', 'elif', 'else', 'try', 'except', 'finally', 'with', 'for', 'while', 'class', 'def'])
const silent: ReadonlySet<string> = new Set(['pass', 'return', 'raise', 'assert', 'global', 'nonlocal', 'break', 'continue', 'del'])

/** Reads a settings file written in Python as data: assignments, imports, classes and values that stand alone. Nothing is executed. */
export function parsePython(text: string): PythonFile {
  const { tokens, problems: faults } = pythonTokens(text)
  const problems = [...faults]
  const cursor: Cursor = { at: 0, depth: 0, tokens, lines: linesOf(text), problems, base: 0 }
  const statements: PythonStatement[] = []
  const blocks: Block[] = [outside]
  while (tokenAt(cursor).kind !== 'end') {
    const { column } = tokenAt(cursor)
    let last = outside
    while (blocks.length > 1 && blocks.at(-1)!.column >= column) last = blocks.pop()!
    const inner = header(cursor, blocks.at(-1)!, column, last, statements)
    if (inner !== undefined) blocks.push(inner)
    line(cursor, inner ?? blocks.at(-1)!, statements)
    if (tokenAt(cursor).kind === 'newline') cursor.at++
  }
  return { statements, problems }
}

/** The block that a line opens; the cursor is then behind its colon. */
function header(cursor: Cursor, outer: Block, column: number, last: Block, statements: PythonStatement[]): Block | undefined {
  const first = cursor.at
  if (is(cursor, 'async') && ['def', 'with', 'for'].includes(tokenAt(cursor, 1).text)) cursor.at++
  const keyword = tokenAt(cursor).kind === 'name' ? tokenAt(cursor).text : ''
  if (!headers.has(keyword)) return undefined
  cursor.at++
  const follows = keyword === 'else' && last.column === column && (last.keyword === 'try' || last.keyword === 'except')
  const conditional = outer.conditional || !(certain.has(keyword) || follows)
  const exceptional = outer.exceptional || keyword === 'except'
  const block: Block = {
    ...outer,
    column,
    keyword: follows ? 'try' : keyword,
    conditional,
    exceptional,
    inFunction: outer.inFunction || keyword === 'def',
  }
  if (keyword !== 'class') {
    skip(cursor, ({ kind, text }) => kind === 'operator' && text === ':')
    take(cursor, ':')
    return block
  }
  const name = `${outer.className === undefined ? '' : `${outer.className}.`}${tokenAt(cursor).text}`
  // bases are written as a call is: class A(B, metaclass=C)
  const bases = expression(cursor)
  skip(cursor, ({ kind, text }) => kind === 'operator' && text === ':')
  take(cursor, ':')
  statements.push({ kind: 'class', name, bases: namesIn(bases), span: spanFrom(cursor, first), block: placed(outer) })
  return { ...block, className: name }
}

function namesIn(value: PythonValue): readonly string[] {
  return value.kind === 'call' ? value.values.flatMap((base) => (base.kind === 'name' ? [base.name] : [])) : []
}

function placed({ conditional, exceptional, className, inFunction }: Block): PythonBlock {
  return { conditional, exceptional, inFunction, ...(className === undefined ? {} : { className }) }
}

/** The statements of one logical line. */
function line(cursor: Cursor, block: Block, statements: PythonStatement[]): void {
  const here = placed(block)
  while (!atEnd(cursor)) {
    const first = cursor.at
    if (is(cursor, '@')) skip(cursor)
    else if (is(cursor, 'import')) imports(cursor, here, statements)
    else if (is(cursor, 'from')) importFrom(cursor, here, statements)
    else if (silent.has(tokenAt(cursor).text)) skip(cursor, isSemicolon)
    else simple(cursor, here, statements)
    if (!atEnd(cursor) && !is(cursor, ';')) skip(cursor, isSemicolon)
    if (!take(cursor, ';') && cursor.at === first) cursor.at++
  }
}

function isSemicolon({ kind, text }: { readonly kind: string; readonly text: string }): boolean {
  return kind === 'operator' && text === ';'
}

const augmented = /^(?:\*\*|\/\/|>>|<<|[-+*/%&|^@])=$/

/** An assignment, or a value that stands alone. */
function simple(cursor: Cursor, block: PythonBlock, statements: PythonStatement[]): void {
  const first = cursor.at
  let value = expressions(cursor)
  const targets: PythonValue[] = []
  let operator = '='
  if (take(cursor, ':')) {
    expression(cursor)
    if (!is(cursor, '=')) return
  }
  if (augmented.test(tokenAt(cursor).text) && tokenAt(cursor).kind === 'operator') {
    operator = tokenAt(cursor).text
    cursor.at++
    targets.push(value)
    value = expressions(cursor)
  }
  while (take(cursor, '=')) {
    targets.push(value)
    value = expressions(cursor)
  }
  if (targets.length > 0 && !atEnd(cursor) && !is(cursor, ';')) {
    problem(cursor, 'what is assigned here cannot be read')
    value = { kind: 'computed', span: value.span }
  }
  const span = spanFrom(cursor, first)
  if (targets.length === 0) {
    if (value.kind !== 'computed' && value.kind !== 'name') statements.push({ kind: 'expression', value, span, block })
    return
  }
  for (const target of targets) assign(target, value, { kind: 'assignment', operator, span, block }, statements)
}

type Rest = Omit<PythonAssignment, 'target' | 'value'>

function assign(target: PythonValue, value: PythonValue, rest: Rest, statements: PythonStatement[]): void {
  if (target.kind !== 'list') {
    const named = targetOf(target)
    if (named !== undefined) statements.push({ ...rest, target: named, value })
    return
  }
  const values = value.kind === 'list' && value.items.length === target.items.length ? value.items : undefined
  for (const [index, item] of target.items.entries()) {
    const named = targetOf(item)
    if (named !== undefined) statements.push({ ...rest, target: named, value: values?.[index] ?? { kind: 'computed', span: value.span } })
  }
}

/** The name and the keys that a value stands for where it is a target. */
export function targetOf(value: PythonValue): PythonTarget | undefined {
  const keys: PythonValue[] = []
  let at = value
  for (; at.kind === 'item'; at = at.of) keys.unshift(at.key)
  return at.kind === 'name' ? { name: at.name, keys } : undefined
}

function dotted(cursor: Cursor): string {
  let name = ''
  for (; tokenAt(cursor).kind === 'name' || is(cursor, '.'); cursor.at++) {
    if (name !== '' && !name.endsWith('.') && tokenAt(cursor).kind === 'name') break
    name += tokenAt(cursor).text
  }
  return name
}

function imports(cursor: Cursor, block: PythonBlock, statements: PythonStatement[]): void {
  do {
    const first = cursor.at
    cursor.at++
    const module = dotted(cursor)
    const as = take(cursor, 'as') ? tokenAt(cursor).text : module
    if (as !== module) cursor.at++
    statements.push({ kind: 'import', module, level: 0, as, names: [], span: spanFrom(cursor, first), block })
  } while (is(cursor, ','))
}

function importFrom(cursor: Cursor, block: PythonBlock, statements: PythonStatement[]): void {
  const first = cursor.at++
  let level = 0
  for (; is(cursor, '.') || is(cursor, '...'); cursor.at++) level += tokenAt(cursor).text.length
  const module = is(cursor, 'import') ? '' : dotted(cursor)
  const names: { name: string; as: string }[] = []
  if (take(cursor, 'import')) {
    take(cursor, '(')
    while (tokenAt(cursor).kind === 'name' || is(cursor, '*')) {
      const name = tokenAt(cursor).text
      cursor.at++
      const as = take(cursor, 'as') ? tokenAt(cursor).text : name
      if (as !== name) cursor.at++
      names.push({ name, as })
      if (!take(cursor, ',')) break
    }
  }
  skip(cursor, isSemicolon)
  if (is(cursor, ')')) cursor.at++
  statements.push({ kind: 'import', module, level, names, span: spanFrom(cursor, first), block })
}
