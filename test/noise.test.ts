import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DeploymentReport } from '../src/model/report.ts'
import { atLeast } from '../src/model/severity.ts'
import { project, reportOf } from './in-process.ts'

const limit = 1.5
const folder = join(project, 'examples/ordinary')

interface Noise {
  readonly name: string
  readonly services: number
  readonly findings: number
  readonly occurrences: number
}

/** What the text report shows of one deployment: failures of medium severity and above. */
function noiseOf({ name, components, findings }: DeploymentReport): Noise {
  const shown = findings.filter((finding) => finding.verdict === 'fail' && atLeast(finding.severity, 'medium'))
  return { name, services: components.length, findings: shown.length, occurrences: shown.reduce((sum, finding) => sum + finding.occurrences, 0) }
}

function perService(stacks: readonly Noise[], what: 'findings' | 'occurrences'): number {
  return stacks.reduce((sum, stack) => sum + stack[what], 0) / stacks.reduce((sum, stack) => sum + stack.services, 0)
}

function table(stacks: readonly Noise[]): string {
  return stacks
    .map(({ name, services, findings, occurrences }) => `${name}: ${services} services, ${findings} findings, ${occurrences} occurrences`)
    .join('\n')
}

/** Ten stacks as people write them with average care: the report must stay short enough to be read. */
describe('noise', () => {
  let stacks: readonly Noise[] = []
  beforeAll(async () => {
    stacks = (await reportOf(folder)).deployments.map(noiseOf)
  })

  it('is measured over ten stacks, each of them one deployment', () => {
    expect(stacks.map((stack) => stack.name).sort()).toEqual(readdirSync(folder).sort())
    expect(stacks).toHaveLength(10)
    expect(stacks.filter((stack) => stack.services < 3)).toEqual([])
  })

  it.each(['findings', 'occurrences'] as const)('is at most one and a half %s a service', (what) => {
    expect({ perService: perService(stacks, what), stacks: table(stacks) }).toEqual({
      perService: expect.toSatisfy((ratio: number) => ratio <= limit, `at most ${limit}`),
      stacks: expect.any(String),
    })
  })

  it('is not silence', () => {
    expect(perService(stacks, 'findings')).toBeGreaterThan(0.1)
  })
})
