import { existsSync, realpathSync } from 'node:fs'
import type { Planned } from '../plan.ts'

/** Compose files that the deployments of a plan are read from, links followed. */
export function filesRead({ plan, start }: Pick<Planned, 'plan' | 'start'>): ReadonlySet<string> {
  const paths = plan.before.flatMap(({ deployment }) =>
    deployment.input.inputs.flatMap(({ file, as }) => (as === 'compose' ? [start.path(file)] : [])),
  )
  return new Set(paths.filter((path) => existsSync(path)).map((path) => realpathSync(path)))
}
