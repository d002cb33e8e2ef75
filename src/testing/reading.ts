import type { Fact } from '../model/fact.ts'
import { view } from '../model/fact.ts'
import type { Reading } from '../model/technology.ts'

/** The value of a fact, `?` where it is unknown. */
export function told(fact: Fact<string>): string {
  const seen = view(fact)
  return seen.known ? seen.value : '?'
}

/** What a program listens on: `http 443 application required none`. */
export function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(
    ({ port, protocol, purpose, tls, authentication, redirects }) =>
      `${protocol} ${port} ${purpose} ${told(tls)} ${told(authentication)}${redirects === true ? ' redirects' : ''}`,
  )
}

/** Whom a program calls, with the line that says so: `http app:8080 none none 9`. */
export function ends({ connections = [] }: Reading): readonly string[] {
  return connections.map(
    ({ protocol, host, port, encryption, verification, trail }) =>
      `${protocol} ${host}:${port} ${told(encryption)} ${told(verification)} ${trail[0]?.line}`,
  )
}
