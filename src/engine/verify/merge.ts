import { X509Certificate } from 'node:crypto'
import type { Claim, Fact } from '../../model/fact.ts'
import { view, withClaims } from '../../model/fact.ts'
import type { Component, Deployment, Listener, ServerCertificate, Trust } from '../../model/graph.ts'
import { grouped } from '../../model/grouped.ts'
import { componentOf, listenerOf } from '../../model/lookup.ts'
import type { Answer } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { trustOf } from '../certificates.ts'
import { hostKeysKnown } from './known-hosts.ts'
import { disagreements } from './disagree.ts'
import { weakestFirst } from './weakest.ts'

/** The deployment with what the wire says of it: the same controls judge it again, and where files and wire differ is told. */
export function observe(deployment: Deployment, answers: readonly Answer[]): Deployment {
  const byListener = grouped(answers, ({ asked }) => asked.id)
  const byComponent = grouped(answers, ({ asked }) => asked.component)
  const certificates = deployment.listeners.flatMap((listener) => sentBy(listener, byListener.get(listener.id) ?? []))
  const shown = new Set(certificates.map(({ listener }) => listener))
  const trusts = observedTrusts(deployment, answers)
  const judged = new Set(trusts.map(({ channel }) => channel))
  const withHostKeys = (component: Component): Component => {
    const keys = hostKeysKnown(component, deployment, answers)
    return keys.length === 0 ? component : { ...component, observations: [...component.observations, ...keys] }
  }
  return {
    ...deployment,
    listeners: deployment.listeners.map((listener) => observedListener(listener, byListener.get(listener.id) ?? [])),
    components: deployment.components.map((component) =>
      withHostKeys(observedComponent(component, byComponent.get(component.id) ?? [], deployment.listeners)),
    ),
    certificates: [...deployment.certificates.filter(({ listener }) => !shown.has(listener)), ...certificates],
    trusts: [...deployment.trusts.filter(({ channel }) => !judged.has(channel)), ...trusts],
    files: observedFiles(deployment, answers),
    answers,
    disagreements: deployment.listeners.flatMap((listener) => disagreements(listener, byListener.get(listener.id) ?? [])),
  }
}

/** What the running machine says of a file's rights holds. */
function observedFiles({ files }: Deployment, answers: readonly Answer[]): Deployment['files'] {
  const seen = answers.flatMap(({ asked, learned }) =>
    (learned?.files ?? []).map((file) => ({ ...file, component: asked.component, isObserved: true })),
  )
  const known = new Set(seen.map(({ component, path }) => `${component} ${path}`))
  return [...files.filter(({ component, path }) => !known.has(`${component} ${path}`)), ...seen]
}

function observedListener(listener: Listener, answers: readonly Answer[]): Listener {
  return {
    ...listener,
    tls: observedFact(listener.tls, answers, 'tls'),
    authentication: observedFact(listener.authentication, answers, 'authentication'),
    ...redirectsOf(answers),
  }
}

function redirectsOf(answers: readonly Answer[]): Pick<Listener, 'redirects'> {
  const seen = answers.find(({ learned }) => learned?.redirects !== undefined)?.learned?.redirects
  return seen === undefined ? {} : { redirects: seen === true }
}

function observedFact<K extends 'tls' | 'authentication'>(fact: Listener[K], answers: readonly Answer[], member: K): Listener[K] {
  // of several copies the weakest counts: the first claim is the one in force
  const claims = weakestFirst(answers, member).flatMap((answer): Claim<unknown>[] => {
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

/** What was seen of its process: root, where one of its copies runs so. */
function observedUser(answers: readonly Answer[]): Pick<Component, 'runsAs'> {
  const seen = answers.flatMap(({ learned }) => learned?.runsAs ?? [])
  return seen.length === 0 ? {} : { runsAs: Math.min(...seen) }
}

function observedComponent(component: Component, answers: readonly Answer[], listeners: readonly Listener[]): Component {
  const before = grouped(component.observations, identityOf)
  const observed = weakestOfCopies(
    answers.flatMap(({ learned, asked }) =>
      (learned?.observations ?? []).map((each): Observation => {
        const trail = each.trail.length > 0 ? each.trail : (before.get(identityOf(each)) ?? []).flatMap((written) => written.trail)
        const port = portOf(asked.id) ?? asked.port
        // what was asked of a machine itself was asked at no port
        return { ...each, trail, basis: 'observed', ...(port === 0 ? {} : { port }) }
      }),
    ),
  )
  if (observed.length === 0) return { ...component, ...observedUser(answers) }
  const seen = new Set(observed.map(identityOf))
  const settled = new Set([...before.keys()].filter((identity) => seen.has(identity) && isSettled(identity, component, answers, listeners)))
  const kept = component.observations.filter((each) => !settled.has(identityOf(each)))
  return { ...component, ...observedUser(answers), observations: [...kept, ...observed, ...contradicted(before, observed)] }
}

/** Several copies of a component tell the same of themselves: the weakest counts, once. */
function weakestOfCopies(observed: readonly Observation[]): readonly Observation[] {
  const order = ['unsafe', 'unknown', 'safe']
  const isWeaker = (one: Observation, other: Observation): boolean => order.indexOf(one.verdict) < order.indexOf(other.verdict)
  return observed.filter((each, index) => {
    if (each.port !== undefined) return true
    const same = (other: Observation): boolean => other.port === undefined && identityOf(other) === identityOf(each)
    return !observed.some((other, at) => at !== index && same(other) && (isWeaker(other, each) || (at < index && !isWeaker(each, other))))
  })
}

/** What is in force on a machine and is not what its files say: one of them is not what somebody believes. */
function contradicted(before: ReadonlyMap<string, readonly Observation[]>, observed: readonly Observation[]): readonly Observation[] {
  return observed.flatMap((each): readonly Observation[] => {
    const written = (before.get(identityOf(each)) ?? []).find(({ basis, verdict }) => basis === 'configured' && verdict !== 'unknown')
    if (each.port !== undefined || written === undefined || each.verdict === 'unknown' || written.verdict === each.verdict) return []
    return [
      {
        ...written,
        concern: 'contradiction',
        key: `${each.key} in force`,
        verdict: 'unsafe',
        basis: 'observed',
        stake: each.verdict === 'safe' ? 'hygiene' : 'defence',
        message:
          each.verdict === 'safe'
            ? `${each.key} is safe in the running system, and its files say otherwise: it lasts until they are loaded`
            : `the files make ${each.key} safe, and the running system does not have it so`,
        actual: each.actual,
        expected: written.actual,
        fix: 'load the files that are meant, or write down what is in force; then verify again',
      },
    ]
  })
}

/** One door that is unsafe tells it of the component; that one is safe says nothing of its other doors of the kind. */
function isSettled(identity: string, component: Component, answers: readonly Answer[], listeners: readonly Listener[]): boolean {
  const told = (verdict: Observation['verdict']): readonly Answer[] =>
    answers.filter(({ learned }) => learned?.observations?.some((each) => identityOf(each) === identity && each.verdict === verdict))
  if (told('unsafe').length > 0) return true
  const safe = told('safe')
  // a machine and its programs are asked at no port: there is one of them
  if (safe.some(({ asked }) => asked.port === 0)) return true
  const doors = listeners.filter(({ component: owner, protocol }) => owner === component.id && protocol === safe[0]?.asked.protocol)
  return safe.length > 0 && doors.every(({ id }) => isSafeEverywhere(id, safe, answers))
}

/** Each place where the same was asked of the listener said so: of several copies one that was not heard leaves it open. */
function isSafeEverywhere(listener: string, safe: readonly Answer[], answers: readonly Answer[]): boolean {
  const probes = new Set(safe.map(({ probe }) => probe))
  const said = new Set(safe.filter(({ asked }) => asked.id === listener).map(placeOf))
  const wanted = answers.filter(({ asked, probe, outcome }) => asked.id === listener && probes.has(probe) && outcome !== 'not-asked')
  return said.size > 0 && wanted.every((answer) => said.has(placeOf(answer)))
}

/** Where it was asked: every copy has an address of its own. */
function placeOf({ asked: { host, port } }: Answer): string {
  return `${host}\0${port}`
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
  return answers.flatMap(({ learned }) => {
    if (learned?.certificate === undefined) return []
    const { chain: _, ...certificate } = learned.certificate
    return [{ ...certificate, listener: listener.id, places: listener.trail, isObserved: true }]
  })
}

/** What was sent, held against the CAs that the clients of the deployment name in their files. */
function observedTrusts(deployment: Deployment, answers: readonly Answer[]): readonly Trust[] {
  return answers.flatMap(({ asked, learned }) => {
    const chain = learned?.certificate?.chain.map((der) => new X509Certificate(der))
    if (chain === undefined) return []
    const places = listenerOf(deployment, asked.id)?.trail ?? []
    const own = deployment.channels.filter(({ to }) => to.kind === 'component' && to.listener === asked.id)
    return own.flatMap((channel): readonly Trust[] => {
      const client = componentOf(deployment, channel.from)
      const found = client === undefined ? [] : trustOf(channel, client.input, { chain, places }, deployment.now)
      return found.map((trust) => ({ ...trust, isObserved: true }))
    })
  })
}
