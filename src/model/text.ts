/** A text that may hold secrets: what is shown names them, what is written has them. */
export type Text = string | readonly Piece[]

export type Piece = string | Secret

export interface Secret {
  /** A name for files and variables, such as `postgres-corridor`; lower case, digits and hyphens. */
  readonly name: string
  readonly value: string
}

/** How a program wants its key: so many bytes, written in this way. */
export interface SecretShape {
  readonly encoding: 'hex' | 'base64' | 'base64url'
  readonly bytes: number
}

/** The text as a program has to get it. */
export function plainText(text: Text): string {
  return pieces(text)
    .map((piece) => (typeof piece === 'string' ? piece : piece.value))
    .join('')
}

export function pieces(text: Text): readonly Piece[] {
  return typeof text === 'string' ? [text] : text
}
