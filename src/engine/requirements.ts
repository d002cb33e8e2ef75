import type { Judgement } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Guide, Selector } from '../model/guide.ts'
import { componentOf } from '../model/lookup.ts'

/** The guides that a deployment is held against: those asked for by name, or those written for one of its technologies. */
export function guidesInForce(deployment: Deployment, guides: readonly Guide[], asked: readonly string[]): readonly Guide[] {
  if (asked.length > 0) return guides.filter((guide) => asked.includes(guide.id))
  const present = new Set(deployment.components.flatMap((component) => component.technology ?? []))
  return guides.filter((guide) => guide.technologies.some((technology) => present.has(technology)))
}

/** Ids of the requirements that a judgement answers, in the guides' order. */
export function requirementsOf(control: string, judgement: Judgement, deployment: Deployment, guides: readonly Guide[]): readonly string[] {
  const ids: string[] = []
  const sides = [judgement, ...(judgement.also ?? []).map((also) => ({ ...judgement, ...also }))]
  for (const guide of guides) {
    for (const requirement of guide.requirements) {
      const answers = (selector: Selector): boolean => sides.some((side) => selects(selector, control, side, deployment))
      if (requirement.answeredBy.some(answers) || requirement.guarded?.some(({ answeredBy }) => answeredBy.some(answers)) === true)
        ids.push(requirement.id)
    }
  }
  return ids
}

function selects(selector: Selector, control: string, judgement: Judgement, deployment: Deployment): boolean {
  if (selector.control !== control) return false
  if (selector.refutes === true && judgement.verdict === 'pass') return false
  const component = judgement.component === undefined ? undefined : componentOf(deployment, judgement.component)
  const client = judgement.client === undefined ? undefined : componentOf(deployment, judgement.client)
  return (
    among(selector.technology, component?.technology) &&
    among(selector.role, component?.role) &&
    among(selector.from, client?.technology) &&
    among(selector.concern, judgement.concern) &&
    among(selector.key, judgement.key)
  )
}

function among(wanted: readonly string[] | undefined, actual: string | undefined): boolean {
  return wanted === undefined || (actual !== undefined && wanted.includes(actual))
}
