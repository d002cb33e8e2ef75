import { buildDeployment } from '../../engine/build.ts'
import type { Deployment } from '../../model/graph.ts'
import type { NamedSecret, RotationWay } from '../../remedies/rotation.ts'
import { namedSecrets, rotationOf } from '../../remedies/rotation.ts'
import { rotations } from '../../registry.ts'
import { technologies } from '../../registry/technologies.ts'
import type { Io } from '../io.ts'
import { findDeployments, sourceOptions } from '../sources.ts'

export interface FoundSecret extends NamedSecret {
  readonly deployment: Deployment
  readonly way: RotationWay
}

/** Every deployment at a path. */
export function deploymentsAt(path: string, options: Readonly<Record<string, unknown>>, io: Io): readonly Deployment[] {
  const now = new Date().toISOString()
  const found = findDeployments(path, sourceOptions(options), io.cwd)
  const built = found.deployments.map((input) => buildDeployment(input, technologies, now))
  return [...built, ...(found.rest?.().deployments ?? []).map((input) => buildDeployment(input, technologies, now))]
}

/** Every secret of a deployment, with how it can be rotated. */
export function secretsOf(deployment: Deployment): readonly FoundSecret[] {
  const overlaps = Object.fromEntries(Object.entries(rotations).map(([protocol, { overlap }]) => [protocol, overlap]))
  return namedSecrets(deployment).map((secret) => ({ ...secret, deployment, way: rotationOf(secret, deployment, overlaps) }))
}
