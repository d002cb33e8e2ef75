import { RingwallError } from '../../model/error.ts'

const kinds = ['api', 'log-in', 'saml', 'websocket'] as const
type Kind = (typeof kinds)[number]

/** A path of which the user says what stands there. */
export interface NamedPath {
  readonly kind: Kind
  readonly path: string
}

/** `--path shop=websocket:/live`: what stands where on an HTTP interface that nobody else tells of, by component or listener. */
export function readPaths(texts: readonly string[]): ReadonlyMap<string, readonly NamedPath[]> {
  const found = new Map<string, NamedPath[]>()
  for (const text of texts) {
    const [, name = '', word = '', path = ''] = /^([^=]+)=([a-z-]+):(\/.*)$/s.exec(text) ?? []
    const kind = kinds.find((each) => each === word)
    if (kind === undefined) throw wrong(`"${text}" is not NAME=KIND:/PATH`, `kinds are ${kinds.join(', ')}: --path shop=websocket:/live`)
    if (!/^[\x21-\x7e]{1,2000}$/.test(path) || path.includes('#'))
      throw wrong(`"${text}" has a path that no request can have`, 'encode what is not ASCII, and leave out the part behind #')
    found.set(name, [...(found.get(name) ?? []), { kind, path }])
  }
  return found
}

function wrong(message: string, hint: string): RingwallError {
  return new RingwallError('usage', `--path: ${message}`, { hint })
}
