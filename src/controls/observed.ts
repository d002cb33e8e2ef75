import { basisOf } from './basis.ts'
import type { Control, Documentation, Judgement } from '../model/control.ts'
import type { Component, Deployment } from '../model/graph.ts'
import { listenerOf } from '../model/lookup.ts'
import type { Concern, Observation } from '../model/technology.ts'
import type { Reach, SubjectType } from '../model/vocabulary.ts'
import { about, reachOf } from './containers.ts'
import { sentence } from './sentence.ts'

export interface Observed {
  readonly id: string
  readonly concern: Concern
  readonly title: string
  readonly subject: SubjectType
  readonly documentation: Documentation
}

/** A control for one concern: the technologies say what they saw, this weighs it by who can reach it. */
export function observed({ concern, ...control }: Observed): Control {
  return {
    ...control,
    *judge(deployment) {
      for (const component of deployment.components) {
        for (const observation of component.observations)
          if (observation.concern === concern) yield judgeObservation(observation, component, deployment)
      }
    },
  }
}

function judgeObservation(observation: Observation, component: Component, deployment: Deployment): Judgement {
  const { concern, key, expected, actual, fix, stake } = observation
  const base = { ...about(component, observation.trail, key), concern, key }
  const { until } = observation
  const isOver = until !== undefined && Date.parse(until) < Date.parse(deployment.now)
  if (observation.verdict === 'safe' && !isOver) return { ...base, verdict: 'pass' }
  const message = sentence(observation.message, component.id)
  if (observation.verdict === 'unknown') return { ...base, verdict: 'unknown', message }
  const basis = basisOf(observation.basis)
  return { ...base, verdict: 'fail', message, expected, actual, fix, stake, reach: reachOfObservation(observation, component, deployment), basis }
}

function reachOfObservation({ port }: Observation, component: Component, deployment: Deployment): Reach {
  // the system below everything: whoever takes any of its programs over meets it
  if (component.role === 'machine' && port === undefined) return 'host'
  const listener = port === undefined ? undefined : listenerOf(deployment, `${component.id}:${port}`)
  return reachOf(listener === undefined ? component : { ...component, exposure: listener.exposure })
}
