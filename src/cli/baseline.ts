import { resolve } from 'node:path'
import type { Baseline, BaselineFinding } from '../engine/baseline.ts'
import { RingwallError } from '../model/error.ts'
import type { Location } from '../model/report.ts'
import { severities } from '../model/severity.ts'
import { boundedText } from './bounded.ts'

/** Reads an earlier JSON report. What is no such report is an error of the call. */
export function readBaseline(name: string, cwd: string): Baseline {
  const value = parsed(boundedText(resolve(cwd, name), `--baseline ${name}`), name)
  const { schema, deployments } = membersOf(value)
  if (schema !== 'ringwall.report/0' || !Array.isArray(deployments)) {
    throw notOne(name, 'it is no report of ringwall: "schema" is not "ringwall.report/0"')
  }
  return {
    file: name,
    deployments: deployments.map((deployment: unknown) => {
      const { name: called, findings, imported } = membersOf(deployment)
      const { name: tool } = membersOf(imported)
      if (typeof called !== 'string' || !Array.isArray(findings)) throw notOne(name, 'a deployment has no "name" or no "findings"')
      return {
        name: called,
        ...(typeof tool === 'string' ? { tool } : {}),
        findings: findings.map((finding: unknown) => findingOf(finding, name)),
      }
    }),
  }
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notOne(name, 'it is no JSON')
  }
}

function notOne(name: string, why: string): RingwallError {
  return new RingwallError('usage', `--baseline ${name}: ${why}`, { hint: 'name a report that "ringwall audit --format json" wrote' })
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

const verdicts = ['fail', 'unknown', 'waived'] as const

function findingOf(value: unknown, name: string): BaselineFinding {
  const { id, control, verdict, severity, subject, title, locations, occurrences } = membersOf(value)
  const { type, id: called } = membersOf(subject)
  const [known, rank] = [verdicts.find((each) => each === verdict), severities.find((each) => each === severity)]
  if (typeof id !== 'string' || typeof control !== 'string' || known === undefined || rank === undefined || typeof called !== 'string') {
    throw notOne(name, 'a finding has no "id", "control", "verdict", "severity" or "subject"')
  }
  return {
    id,
    control,
    verdict: known,
    severity: rank,
    subject: { type: type as BaselineFinding['subject']['type'], id: called },
    title: typeof title === 'string' ? title : control,
    locations: Array.isArray(locations) ? locations.flatMap(locationOf) : [],
    occurrences: typeof occurrences === 'number' ? occurrences : 1,
  }
}

function locationOf(value: unknown): readonly Location[] {
  const { file, line, endLine } = membersOf(value)
  if (typeof file !== 'string' || typeof line !== 'number') return []
  return [{ file, line, endLine: typeof endLine === 'number' ? endLine : line }]
}
