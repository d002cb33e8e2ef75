import type { ComponentInput } from '../model/input.ts'
import type { Recognition } from '../model/technology.ts'
import { commandLine, runs } from '../protocols/arguments.ts'
import { matchesImage, versionOf } from '../protocols/image.ts'

export interface Traits {
  readonly official: readonly string[]
  readonly rebuilds?: readonly string[]
  readonly programs?: readonly string[]
  /** The program's own folder: what is mounted below it tells a built image. */
  readonly home?: string
}

/** Recognition by image name, then by the program that the command starts. */
export function recogniseBy(input: ComponentInput, { official, rebuilds = [], programs = [], home }: Traits): Recognition | undefined {
  const version = versionOf(input.image)
  const versioned = version === undefined ? {} : { version }
  if (matchesImage(input.image, official)) return { certainty: 3, because: 'official image', ...versioned }
  if (matchesImage(input.image, rebuilds)) return { certainty: 2, because: 'image name', ...versioned }
  if (home !== undefined && input.build !== undefined && input.mounts.some(({ target }) => target.value.startsWith(`${home}/`)))
    return { certainty: 1, because: `something is mounted below ${home}` }
  return runs(commandLine(input), ...programs) ? { certainty: 1, because: `runs ${programs.join(' or ')}` } : undefined
}
