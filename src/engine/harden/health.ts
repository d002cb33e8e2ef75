/** A container of a deployment, as its engine tells of it. */
export interface ContainerState {
  readonly service: string
  readonly name: string
  /** `running`, `restarting`, `exited`, `created`, `paused`, `dead`. */
  readonly status: string
  readonly exitCode: number
  /** `none` where it has no health check. */
  readonly health: string
  /** How often the engine started it again since it was made. */
  readonly restarts: number
}

export type Health =
  | { readonly is: 'well' }
  /** It may still become well. */
  | { readonly is: 'waiting'; readonly why: string }

/**
 * Whether every service that is to run does, is well by its own health check, and did not start again since the last look.
 * @param before the look before this one; absent at the first
 */
export function healthOf(services: readonly string[], now: readonly ContainerState[], before: readonly ContainerState[] | undefined): Health {
  for (const service of services) {
    const own = now.filter((each) => each.service === service)
    if (own.length === 0) return { is: 'waiting', why: `${service} has no container` }
    for (const { name, status, exitCode, health, restarts } of own) {
      if (status !== 'running') return { is: 'waiting', why: `${service} does not run: it is ${status}, with exit code ${exitCode}` }
      if (health !== 'none' && health !== 'healthy') return { is: 'waiting', why: `${service} is ${health} by its own health check` }
      const earlier = before?.find((each) => each.name === name)
      if (earlier === undefined || earlier.restarts !== restarts || earlier.status !== 'running')
        return { is: 'waiting', why: restarts > 0 ? `${service} starts again and again` : `${service} has only just started` }
    }
  }
  return { is: 'well' }
}
