import type { Finding, Location } from '../model/report.ts'
import { printable } from './words.ts'

interface Physical {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId: '%SRCROOT%' }
  readonly region?: { readonly startLine: number; readonly endLine: number }
}

/** The first place is where the result stands; the others led to it. */
export function places({ locations, subject }: Pick<Finding, 'locations' | 'subject'>): {
  readonly locations: readonly unknown[]
  readonly relatedLocations?: readonly unknown[]
} {
  const [first, ...others] = locations
  const logicalLocations = [{ fullyQualifiedName: printable(subject.id), kind: subject.type }]
  const related = others.map((place, index) => ({ id: index + 1, physicalLocation: located(place), message: { text: 'Also here.' } }))
  return {
    locations: [first === undefined ? { logicalLocations } : { physicalLocation: located(first), logicalLocations }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
  }
}

function located({ file, line, endLine }: Location): Physical {
  return physical(file, line, endLine)
}

/** A file as a relative reference (RFC 3986): every segment percent-encoded. */
export function physical(file: string, line: number | undefined, endLine: number | undefined = line): Physical {
  const segments = file.replace(/\p{Cs}/gu, '\uFFFD').split('/')
  const artifactLocation = { uri: segments.map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' } as const
  if (line === undefined || line < 1) return { artifactLocation }
  return { artifactLocation, region: { startLine: line, endLine: Math.max(line, endLine ?? line) } }
}
