import type { ComponentInput } from '../model/input.ts'
import type { Recognition, Technology } from '../model/technology.ts'

export interface Recognised {
  readonly technology: Technology
  readonly recognition: Recognition
}

/** Says what a component is: the most certain answer wins, the earlier technology on a tie. */
export function recognise(input: ComponentInput, technologies: readonly Technology[]): Recognised | undefined {
  const { declared } = input
  const named = declared === undefined ? undefined : technologies.find(({ id }) => id === declared.technology)
  if (declared !== undefined && named !== undefined) {
    const { version, because } = declared
    const told = version ?? named.recognise(input)?.version
    return { technology: named, recognition: { certainty: 3, because, ...(told === undefined ? {} : { version: told }) } }
  }
  let best: Recognised | undefined
  for (const technology of technologies) {
    const recognition = technology.recognise(input)
    if (recognition === undefined) continue
    if (best === undefined || recognition.certainty > best.recognition.certainty) best = { technology, recognition }
    if (recognition.certainty === 3) break
  }
  return best
}
