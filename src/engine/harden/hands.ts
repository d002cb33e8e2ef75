import type { Change } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { JudgedDeployment, OpenReason } from '../../model/remedy.ts'
import type { Finding, InputReport } from '../../model/report.ts'
import type { Want } from '../../model/want.ts'

/** What planning does to files, handed in: the engine knows no platform and no technology. A space holds files as they are to be. */
export interface Hands<Space> {
  /** The deployments as a space has them, judged. `anew`: all of them, whatever is known from before. */
  readonly read: (space: Space, anew?: 'anew') => readonly Subject[]
  readonly fork: (space: Space) => Space
  /** Brings a want or change about in a space. */
  readonly carry: (space: Space, deployment: Deployment, component: Component, does: Want | Change) => Carried
  /** Files, as shown to people, that two spaces do not hold alike. */
  readonly differing: (one: Space, other: Space) => readonly string[]
}

export interface Subject extends JudgedDeployment {
  readonly findings: readonly Finding[]
  readonly inputs: readonly InputReport[]
}

/** `runs`: words of programs that have to run inside of the component once the phase's files are in force. */
export type Carried =
  | { readonly notes: readonly string[]; readonly runs?: readonly (readonly string[])[] }
  | { readonly cannot: string; readonly reason: OpenReason }

/** Deployments of one call are told apart by this. */
export function nameOf({ deployment }: Pick<Subject, 'deployment'>): string {
  return `${deployment.input.root}\0${deployment.name}`
}
