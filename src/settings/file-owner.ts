import type { ComponentInput } from '../model/input.ts'

/** By numbers, as a container's files have them. */
export interface FileOwner {
  readonly user: number
  readonly group: number
}

/** Who reads a container's secret files: whom the deployment names by number, else whom its image starts as. A group that is not named is the user's. */
export function fileOwner({ user }: Pick<ComponentInput, 'user'>, ofImage: FileOwner): FileOwner {
  const given = /^(\d+)(?::(\d+))?$/.exec(user?.value ?? '')
  return given === null ? ofImage : { user: Number(given[1]), group: Number(given[2] ?? given[1]) }
}
