/** A header as it was sent: its name in its own letters, and every one of its repetitions. */
export type Header = readonly [name: string, value: string]

/** What a server answered to one request. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: readonly Header[]
  /** As sent, at most as much as was wanted; never decompressed. */
  readonly body: Buffer
  /** False: there was more than was wanted, or it broke off. */
  readonly whole: boolean
}

/** Every value of a header, in the order in which they were sent. */
export function valuesOf({ headers }: Pick<HttpAnswer, 'headers'>, name: string): readonly string[] {
  const wanted = name.toLowerCase()
  return headers.flatMap(([each, value]) => (each.toLowerCase() === wanted ? [value] : []))
}

export function valueOf(answer: Pick<HttpAnswer, 'headers'>, name: string): string | undefined {
  return valuesOf(answer, name)[0]
}

/** The body as text: for looking into it, never for showing. */
export function textOf({ body }: Pick<HttpAnswer, 'body'>): string {
  return body.toString('utf8')
}

/** Type of the body without its parameters, in lower case. */
export function typeOf(answer: Pick<HttpAnswer, 'headers'>): string {
  return (valueOf(answer, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase()
}
