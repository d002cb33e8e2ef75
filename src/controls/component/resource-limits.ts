import type { Control } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import { about, containersOf } from '../containers.ts'

export const resourceLimits: Control = {
  id: 'component/resource-limits',
  title: 'resources are not limited',
  subject: 'component',
  grouped: { title: 'resources are not limited' },
  documentation: {
    why: 'One component that runs wild, by a fault or by an attack, takes memory, processor time or process numbers from everything else on the host.',
    how: "Looks for a limit on memory, on processors and on the number of processes, under `deploy.resources.limits` and as the service's own keys, whatever the file's version. A limit on processes may also be a `nproc` ulimit.",
    falsePositives: 'A host that runs this one component alone has nothing to share.',
    fix: 'Write `mem_limit`, `cpus` and `pids_limit`, or the same under `deploy.resources.limits`.',
    references: ['CIS Docker 5.11', 'CIS Docker 5.12', 'CIS Docker 5.29'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      const missing = missingLimits(component)
      if (missing.length === 0) yield { ...about(component, []), verdict: 'pass' }
      else
        yield {
          ...about(component, [], missing.join('+')),
          verdict: 'fail',
          message: `No limit on ${missing.join(', ')}: one component that runs wild takes them from the whole host.`,
          expected: 'limits on memory, processors and processes',
          actual: `no limit on ${missing.join(', ')}`,
          fix: `write ${missing.map((name) => keys[name]).join(', ')}`,
          reach: 'component',
          stake: 'availability',
        }
    }
  },
}

const keys = { memory: 'mem_limit', processors: 'cpus', processes: 'pids_limit' } as const

function missingLimits(component: Component): readonly (keyof typeof keys)[] {
  const { memoryLimit, cpuLimit, pidsLimit, ulimits } = component.input.isolation
  const missing: (keyof typeof keys)[] = []
  if (!isLimit(memoryLimit?.value)) missing.push('memory')
  if (!isLimit(cpuLimit?.value)) missing.push('processors')
  if (!isLimit(pidsLimit?.value) && !ulimits.some(({ name }) => name === 'nproc')) missing.push('processes')
  return missing
}

/** Zero and negative numbers mean no limit. */
function isLimit(value: string | undefined): boolean {
  return value !== undefined && value !== '' && !/^(?:-\d+|0+(?:\.0+)?[a-z]*)$/i.test(value.trim())
}
