import type { Span } from './node.ts'

/** What stands on the right of an assignment, as it is written. Nothing is evaluated. */
export type PythonValue =
  | PythonText
  | PythonNumber
  | PythonConstant
  | PythonName
  | PythonList
  | PythonDict
  | PythonCall
  | PythonAttribute
  | PythonItem
  | PythonJoined
  | PythonChoice
  | PythonOperation
  | PythonSpread
  | PythonComputed

interface Written {
  readonly span: Span
}

export interface PythonText extends Written {
  readonly kind: 'text'
  readonly text: string
  readonly bytes: boolean
}

/** `text` is the value in decimal, without underscores; of a float as written. */
export interface PythonNumber extends Written {
  readonly kind: 'number'
  readonly text: string
}

export interface PythonConstant extends Written {
  readonly kind: 'constant'
  readonly value: 'True' | 'False' | 'None' | '...'
}

/** `ssl.CERT_NONE`: a name that something else gives its value. */
export interface PythonName extends Written {
  readonly kind: 'name'
  readonly name: string
}

export interface PythonList extends Written {
  readonly kind: 'list'
  readonly form: 'list' | 'tuple' | 'set'
  readonly items: readonly PythonValue[]
}

export interface PythonDict extends Written {
  readonly kind: 'dict'
  /** Without a key: `**other`. */
  readonly entries: readonly { readonly key?: PythonValue; readonly value: PythonValue; readonly span: Span }[]
}

export interface PythonCall extends Written {
  readonly kind: 'call'
  readonly called: PythonValue
  readonly values: readonly PythonValue[]
  readonly named: readonly { readonly name: string; readonly value: PythonValue; readonly span: Span }[]
}

/** `f(x).y`: an attribute of what is no name. */
export interface PythonAttribute extends Written {
  readonly kind: 'attribute'
  readonly of: PythonValue
  readonly name: string
}

export interface PythonItem extends Written {
  readonly kind: 'item'
  readonly of: PythonValue
  readonly key: PythonValue
}

/** Texts put together: f-strings, `+`, `%`, `.format()`. */
export interface PythonJoined extends Written {
  readonly kind: 'joined'
  readonly parts: readonly PythonValue[]
}

/** `a or b`, `a and b`, `a if c else b`. */
export interface PythonChoice extends Written {
  readonly kind: 'choice'
  readonly how: 'or' | 'and' | 'if'
  readonly options: readonly PythonValue[]
}

export interface PythonOperation extends Written {
  readonly kind: 'operation'
  /** One less than operands. */
  readonly operators: readonly string[]
  readonly operands: readonly PythonValue[]
}

/** `*other` in a list or call, `**other` in a call. */
export interface PythonSpread extends Written {
  readonly kind: 'spread'
  readonly value: PythonValue
}

/** Only the program that runs knows: comparisons, comprehensions, lambdas. */
export interface PythonComputed extends Written {
  readonly kind: 'computed'
}
