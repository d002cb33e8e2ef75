import type { Fact } from '../model/fact.ts'
import { unknown } from '../model/fact.ts'
import type { DeclaredChannel } from '../model/project.ts'
import type { ConnectionReading } from '../model/technology.ts'

/** What a project file says of the connections of one component. What nobody attests is not known. */
export function declaredConnections(component: string, channels: readonly DeclaredChannel[], now: string): readonly ConnectionReading[] {
  return channels
    .filter(({ from }) => from === component)
    .map(({ to, port, protocol = 'tcp', attested, at }): ConnectionReading => {
      function fact<T>(value: T | undefined): Fact<T> {
        if (attested !== undefined && attested.until < now.slice(0, 10))
          return unknown(`what ${attested.by} attested ended on ${attested.until}`, attested.at)
        if (attested?.invalid !== undefined) return unknown(`what ${attested.by} attested does not count: ${attested.invalid}`, attested.at)
        if (value === undefined || attested === undefined)
          return unknown('the project file names the connection, and nobody attests how it is protected', at)
        return {
          claims: [{ value, basis: 'attested', effect: 'live', trail: [attested.at], why: `attested by ${attested.by} until ${attested.until}` }],
          gaps: [],
        }
      }
      return {
        protocol,
        host: to,
        ...(port === undefined ? {} : { port }),
        encryption: fact(attested?.encryption),
        verification: fact(attested?.verification),
        authentication: fact(attested?.authentication),
        key: `${component} to ${to}`,
        trail: [at],
      }
    })
}
