import type { Held } from '../engine/verify/in-force/held.ts'
import { heldAgainst } from '../engine/verify/in-force/held.ts'

/** One thing of a running container that is held against its files. */
export const held: Held = heldAgainst(
  (actual) => `the container runs ${actual}, and its files say otherwise`,
  'start the container anew from its files, or write down what is meant',
)
