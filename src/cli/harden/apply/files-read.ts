import { existsSync, realpathSync } from 'node:fs'
import type { Deployment } from '../../../model/graph.ts'
import type { Workspace } from '../../../platforms/workspace.ts'

/** Compose files that the deployments are read from, links followed. */
export function filesRead(deployments: readonly Deployment[], start: Workspace): ReadonlySet<string> {
  const paths = deployments.flatMap(({ input }) => input.inputs.flatMap(({ file, as }) => (as === 'compose' ? [start.path(file)] : [])))
  return new Set(paths.filter((path) => existsSync(path)).map((path) => realpathSync(path)))
}
