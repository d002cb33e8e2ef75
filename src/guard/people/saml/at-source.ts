/** How the provider calls somebody, and their session there: what a log-out names. */
export interface NamedSession {
  readonly nameId: string
  readonly format: string
  readonly index?: string
}

/** As it is kept with a session. */
export function written({ nameId, format, index }: NamedSession): string {
  return JSON.stringify([nameId, format, ...(index === undefined ? [] : [index])])
}

/** Undefined for what was not written so. */
export function readSession(text: string): NamedSession | undefined {
  try {
    const [nameId, format, index] = JSON.parse(text) as readonly unknown[]
    if (typeof nameId !== 'string' || typeof format !== 'string') return undefined
    return { nameId, format, ...(typeof index === 'string' ? { index } : {}) }
  } catch {
    return undefined
  }
}
