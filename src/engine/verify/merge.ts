import type { Claim, Fact } from '../../model/fact.ts'
import { view, withClaims } from '../../model/fact.ts'
import type { Component, Deployment, Listener, ServerCertificate } from '../../model/graph.ts'
import { grouped } from '../../model/grouped.ts'
import type { Answer, Disagreement } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'

/** The deployment with what the wire says of it: the same controls judge it again, and where files and wire differ is told. */
export function observe(deployment: Deployment, answers: readonly Answer[]): Deployment {
  const byListener = grouped(answers, ({ asked }) => asked.id)
  const byComponent = grouped(answers, ({ asked }) => asked.component)
  const certificates = deployment.listeners.flatMap((listener) => sentBy(listener, byListener.get(listener.id) ?? []))
  const shown = new Set(certificates.map(({ listener }) => listener))
  return {
    ...deployment,
    listeners: deployment.listeners.map((listener) => observedListener(listener, byListener.get(listener.id) ?? [])),
    components: deployment.components.map((component) => observedComponent(component, byComponent.get(component.id) ?? [])),
    certificates: [...deployment.certificates.filter(({ listener }) => !shown.has(listener)), ...certificates],
    answers,
    disagreements: deployment.listeners.flatMap((listener) => disagreements(listener, byListener.get(listener.id) ?? [])),
  }
}

function observedListener(listener: Listener, answers: readonly Answer[]): Listener {
  return {
    ...listener,
    tls: observedFact(listener.tls, answers, 'tls'),
    authentication: observedFact(listener.authentication, answers, 'authentication'),
  }
}

function observedFact<K extends 'tls' | 'authentication'>(fact: Listener[K], answers: readonly Answer[], member: K): Listener[K] {
  const claims = answers.flatMap((answer): Claim<unknown>[] => {
    const value = answer.learned?.[member]
    return value === undefined
      ? []
      : [{ value, basis: 'observed', effect: 'live', trail: placesOf(fact), why: `${answer.probe} from ${answer.vantage}` }]
  })
  return withClaims(fact as Fact<unknown>, claims) as Listener[K]
}

/** Where the files say something of it: what the wire says is mended there. */
function placesOf(fact: Fact<unknown>): Claim<unknown>['trail'] {
  const seen = view(fact)
  return seen.trail
}

function observedComponent(component: Component, answers: readonly Answer[]): Component {
  const observed = answers.flatMap(({ learned, asked }) =>
    (learned?.observations ?? []).map((each): Observation => ({ ...each, basis: 'observed', port: portOf(asked.id) ?? asked.port })),
  )
  if (observed.length === 0) return component
  const settled = new Set(observed.filter(({ verdict }) => verdict !== 'unknown').map(identityOf))
  return { ...component, observations: [...component.observations.filter((each) => !settled.has(identityOf(each))), ...observed] }
}

/** `redis:6379` is known by the port inside, whatever the port that it is asked at. */
function portOf(id: string): number | undefined {
  const port = /:(\d+)$/.exec(id)?.[1]
  return port === undefined ? undefined : Number(port)
}

/** The same question about the same setting: what was asked settles what files left open or say otherwise. */
function identityOf({ concern, key }: Observation): string {
  return `${concern}\0${key}`
}

function sentBy(listener: Listener, answers: readonly Answer[]): readonly ServerCertificate[] {
  return answers.flatMap(({ learned }) =>
    learned?.certificate === undefined ? [] : [{ ...learned.certificate, listener: listener.id, places: listener.trail }],
  )
}

/** What files say and the wire does not, or the other way round. */
function disagreements(listener: Listener, answers: readonly Answer[]): readonly Disagreement[] {
  return (['tls', 'authentication'] as const).flatMap((property) => {
    const declared = view<string>(listener[property])
    const answer = answers.find(({ learned }) => learned?.[property] !== undefined)
    const observed = answer?.learned?.[property]
    if (!declared.known || answer === undefined || observed === undefined || declared.value === observed) return []
    return [
      {
        listener: listener.id,
        property,
        declared: declared.value,
        observed,
        basis: declared.basis,
        trail: declared.trail,
        probe: answer.probe,
        vantage: answer.vantage,
      },
    ]
  })
}
