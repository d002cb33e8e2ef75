import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { audit } from '../src/engine/audit.ts'
import type { DeploymentReport, Finding } from '../src/model/report.ts'
import { findDeployments } from '../src/cli/sources.ts'
import { controls } from '../src/registry.ts'
import { technologies } from '../src/registry/technologies.ts'

/** A line of an example that must be a location of a failing finding of the control. */
export interface Marker {
  readonly control: string
  readonly file: string
  readonly line: number
}

const mark = /(?:#|\/\/|;|--)\s*finding: ([a-z-]+\/[a-z-]+(?:, [a-z-]+\/[a-z-]+)*)\s*(?:-->)?\s*$/

/**
 * The markers of one file: a trailing comment `# finding: control/id`, with commas between several, marks its own line. Where the comment is
 * the whole line, as in formats that know no trailing comments, it marks the next line that is none.
 */
export function markersIn(file: string, text: string): readonly Marker[] {
  const found: Marker[] = []
  let waiting: readonly string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const match = mark.exec(line)
    const controls = match?.[1]?.split(', ') ?? []
    if (match !== null && line.slice(0, match.index).replace('<!', '').trim() === '') {
      waiting = [...waiting, ...controls]
      continue
    }
    found.push(...[...waiting, ...controls].map((control) => ({ control, file, line: index + 1 })))
    waiting = []
  }
  return found
}

/** The markers of all files of an example. */
export function markersOf(folder: string): readonly Marker[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .flatMap((path) => markersIn(relative(folder, path), readFileSync(path, 'utf8')))
}

const registry = { technologies, controls, guides: [] }
const options = { version: '0', now: '2026-01-01T00:00:00.000Z', all: false, guides: [] }
const reports = new Map<string, readonly DeploymentReport[]>()

/** The deployments of a folder, read and judged in this process; once for each folder. */
export function deploymentsOf(folder: string): readonly DeploymentReport[] {
  const known = reports.get(folder)
  if (known !== undefined) return known
  const { deployments } = audit(findDeployments(folder, { file: [], envFile: [], root: folder }, '/'), registry, options)
  reports.set(folder, deployments)
  return deployments
}

/** All failing findings of a folder. */
export function failuresOf(folder: string): readonly Finding[] {
  return deploymentsOf(folder).flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'fail'))
}

/** Markers that no failing finding meets, each with the controls that did fail there. */
export function missed(markers: readonly Marker[], failures: readonly Finding[]): readonly string[] {
  return markers.flatMap(({ control, file, line }) => {
    const here = failures.filter(({ locations }) => locations.some((place) => place.file === file && place.line === line))
    if (here.some((finding) => finding.control === control)) return []
    const elsewhere = failures
      .filter((finding) => finding.control === control)
      .flatMap(({ locations }) => locations.map((place) => `${place.file}:${place.line}`))
    const instead = [...new Set(here.map((finding) => finding.control))].join(', ')
    return [`${file}:${line}: no ${control}; there: ${instead || 'nothing'}; ${control} elsewhere: ${elsewhere.join(', ') || 'nowhere'}`]
  })
}
