/** An answer that is not believed, and why: in words of our own, never the answer's. */
export class Refusal extends Error {}

export function refuse(why: string): never {
  throw new Refusal(why)
}
