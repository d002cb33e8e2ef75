import type { Block, Directive } from './directives.ts'

/**
 * The directive in force at a place: one of the same section before one of a section around it, and the last of equals. Those of other
 * sections do not count; a virtual host inherits what stands outside of all sections.
 */
export function inForce(
  all: readonly Directive[],
  context: readonly Block[],
  name: string,
  fits: (args: readonly string[]) => boolean = () => true,
): Directive | undefined {
  let best: Directive | undefined
  for (const each of all) {
    if (each.name !== name || !each.within.every((block) => context.includes(block)) || !fits(each.args)) continue
    if (best === undefined || each.within.length >= best.within.length) best = each
  }
  return best
}

/** All directives of a name that have a say there, from the outermost on. */
export function allInForce(all: readonly Directive[], context: readonly Block[], name: string): readonly Directive[] {
  return all
    .filter((each) => each.name === name && each.within.every((block) => context.includes(block)))
    .toSorted((a, b) => a.within.length - b.within.length)
}

/** A part of the site, not the whole of it. */
export function isPart(block: Block): boolean {
  return /^(?:location|directory|files|proxy)(?:match)?$/.test(block.name)
}
