import type { ComponentInput } from '../model/input.ts'
import type { Recognition, Technology } from '../model/technology.ts'

export interface Recognised {
  readonly technology: Technology
  readonly recognition: Recognition
}

/** Says what a component is: the most certain answer wins, the earlier technology on a tie. */
export function recognise(input: ComponentInput, technologies: readonly Technology[]): Recognised | undefined {
  let best: Recognised | undefined
  for (const technology of technologies) {
    const recognition = technology.recognise(input)
    if (recognition === undefined) continue
    if (best === undefined || recognition.certainty > best.recognition.certainty) best = { technology, recognition }
    if (recognition.certainty === 3) break
  }
  return best
}
