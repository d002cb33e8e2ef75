import type { Evidence } from '../model/answer.ts'
import type { Requirement } from '../model/guide.ts'
import type { ComponentReport, DeploymentReport } from '../model/report.ts'

/** What stands in front of the programs of a guide, as its settings say it. */
export interface Fronts {
  /** Technologies of what stands in front are there at all. */
  readonly isThere: boolean
  /** The guard does what the row takes: all of it was judged, and passed. */
  readonly does: (requirement: Requirement, evidence: readonly Evidence[]) => boolean
  /** It is about the guard itself. */
  readonly isOwn: (evidence: Evidence) => boolean
  /** It is about what callers of a program meet that is reached through the guard alone, and the guard does it in the program's place. */
  readonly covers: (requirement: Requirement, evidence: Evidence) => boolean
  /** Programs of the guide that somebody reaches past the guard, and how; or that none was read. */
  readonly beside: readonly string[]
}

/** Controls of what callers meet; what a program stores, keeps secret or calls itself is not seen in front of it. */
const atTheDoor = /^(?:listener|identity|component)\//

interface Placed {
  readonly deployment: string
  readonly component: ComponentReport
}

/**
 * Reads from the channels of a report which programs are behind the guard. One that is behind counts as reached through it alone when none
 * of its HTTP listeners is open to more than the machine itself.
 */
export function frontsOf(deployments: readonly DeploymentReport[], guards: ReadonlySet<string>, programs: readonly string[]): Fronts {
  const all: readonly Placed[] = deployments.flatMap(({ name, components }) => components.map((component) => ({ deployment: name, component })))
  const isGuard = ({ component }: Placed): boolean => guards.has(component.technology)
  const behind = new Set(deployments.flatMap((deployment) => targetsOf(deployment, guards)))
  const doors = all.filter((one) => !isGuard(one) && one.component.listeners.some(({ protocol }) => protocol === 'http'))
  const alone = doors.filter(({ component }) => behind.has(component.id) && !isOpen(component))
  const own = doors.filter(({ component }) => programs.includes(component.technology) && component.listeners.some(isReachable))
  return {
    isThere: all.some(isGuard),
    does: ({ guarded = [] }, evidence) => guarded.length > 0 && guarded.every(({ answeredBy }) => isShown(answeredBy, evidence)),
    isOwn,
    covers: ({ guarded = [] }, evidence) =>
      guarded.every(({ instead }) => instead === true) && atTheDoor.test(evidence.control) && alone.some((one) => isAbout(evidence, one)),
    beside:
      own.length === 0
        ? ['no program behind it was read']
        : own
            .filter((one) => !alone.includes(one))
            .map(({ component }) =>
              behind.has(component.id) ? `${component.id} is open past the guard` : `the guard does not stand in front of ${component.id}`,
            ),
  }

  function isOwn(evidence: Evidence): boolean {
    return all.some((placed) => isGuard(placed) && isAbout(evidence, placed))
  }

  function isShown(selectors: readonly { readonly control: string }[], evidence: readonly Evidence[]): boolean {
    const seen = evidence.filter(isOwn).filter(({ control }) => selectors.some((selector) => selector.control === control))
    return seen.length > 0 && seen.every(({ verdict }) => verdict === 'pass')
  }
}

/** Whom the guards of a deployment ask: components of it, and those of others by their name. */
function targetsOf({ components, channels }: DeploymentReport, guards: ReadonlySet<string>): readonly string[] {
  const ours = new Set(components.filter(({ technology }) => guards.has(technology)).map(({ id }) => id))
  return channels
    .filter(({ from, protocol }) => ours.has(from) && protocol === 'http')
    .map(({ to }) => ('component' in to ? to.component : 'external' in to ? to.external : ''))
}

function isOpen({ listeners }: ComponentReport): boolean {
  return listeners.some(({ protocol, exposure }) => protocol === 'http' && ['host', 'internet', 'unknown'].includes(exposure))
}

function isReachable({ protocol, exposure }: ComponentReport['listeners'][number]): boolean {
  return protocol === 'http' && exposure !== 'component'
}

/** A channel between two programs is nothing that somebody in front of one of them sees. */
function isAbout({ deployment, subject }: Evidence, { deployment: name, component: { id } }: Placed): boolean {
  return deployment === name && !subject.includes('->') && (subject === id || subject.startsWith(`${id}:`))
}
