import { buildDeployment } from '../../engine/build.ts'
import type { Deployment } from '../../model/graph.ts'
import type { NamedSecret, RotationWay } from '../../remedies/rotation.ts'
import { namedSecrets, rotationOf } from '../../remedies/rotation.ts'
import { rotations } from '../../registry/hardening.ts'
import { technologies } from '../../registry/technologies.ts'
import type { Sources } from '../sources.ts'

export interface FoundSecret extends NamedSecret {
  readonly deployment: Deployment
  readonly way: RotationWay
}

/** Every deployment that a call is about, as graphs. `now`: ISO 8601. */
export function deploymentsIn({ deployments, rest }: Sources, now: string): readonly Deployment[] {
  const graphs = (inputs: Sources['deployments']): readonly Deployment[] => inputs.map((input) => buildDeployment(input, technologies, now))
  const built = graphs(deployments)
  // only now is it known which files the deployments read
  return [...built, ...graphs(rest?.().deployments ?? [])]
}

/** Every secret of a deployment, with how it can be rotated. */
export function secretsOf(deployment: Deployment): readonly FoundSecret[] {
  const overlaps = Object.fromEntries(Object.entries(rotations).map(([protocol, { overlap }]) => [protocol, overlap]))
  return namedSecrets(deployment).map((secret) => ({ ...secret, deployment, way: rotationOf(secret, deployment, overlaps) }))
}
