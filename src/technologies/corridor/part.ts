import type { ComponentInput } from '../../model/input.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'

export type Part = 'app' | 'api' | 'worker' | 'jupyter'

const parts: readonly Part[] = ['app', 'api', 'worker', 'jupyter']

/** Which of its programs the component runs: the command says it, else the image's name. */
export function partOf(input: ComponentInput): Part | undefined {
  const words = commandLine(input)
  return (
    parts.find((part) => runs(words, `corridor-${part}`)) ??
    parts.find((part) => matchesImage(input.image, [`*/corridor-${part}`, `corridor-${part}`]))
  )
}
