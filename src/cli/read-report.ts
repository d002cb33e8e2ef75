import { resolve } from 'node:path'
import { RingwallError } from '../model/error.ts'
import type { Guide } from '../model/guide.ts'
import type { DeploymentReport, Report } from '../model/report.ts'
import { boundedText } from './bounded.ts'

/** A whole report that ringwall wrote, with the passing verdicts and the rows of one guide. What is none is an error of the call. */
export function readReport(name: string, guide: Guide, cwd: string): Report {
  const hint = `make it with "ringwall verify PATH --guide ${guide.id} --all --format json --output ${name}"`
  const wrong = (why: string): RingwallError => new RingwallError('usage', `--report ${name}: ${why}`, { hint })
  const report = parsed(boundedText(resolve(cwd, name), `--report ${name}`))
  if (report === undefined) throw wrong('it is no report of ringwall')
  const rows = new Set(guide.requirements.map(({ id }) => id))
  const named = report.deployments.flatMap(({ passed, findings }) => [...passed, ...findings].flatMap(({ requirements = [] }) => requirements))
  if (report.deployments.every(({ passed }) => passed.length === 0)) throw wrong('it has no passing verdicts')
  if (!named.some((row) => rows.has(row))) throw wrong(`it says nothing of the guide ${guide.id}`)
  return report
}

const lists = ['components', 'inputs', 'findings', 'passed'] as const satisfies readonly (keyof DeploymentReport)[]

function parsed(text: string): Report | undefined {
  try {
    const value = JSON.parse(text) as Partial<Report> | null
    const { schema, deployments } = value ?? {}
    const whole =
      schema === 'ringwall.report/0' && Array.isArray(deployments) && deployments.every((each) => lists.every((list) => Array.isArray(each?.[list])))
    return whole ? (value as Report) : undefined
  } catch {
    return undefined
  }
}
