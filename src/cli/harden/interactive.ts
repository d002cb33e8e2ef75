import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import type { Measure } from '../../model/hardening.ts'
import { printable } from '../../report/words.ts'
import { RingwallError } from '../../model/error.ts'

/** Asks one line; `undefined` where nobody answers any more. */
export type Ask = (question: string) => Promise<string | undefined>

/**
 * Goes through the measures: yes, no, the changed lines of this one, or an end that leaves the rest out. Gives the ids of those that are
 * wanted.
 */
export async function chooseMeasures(
  measures: readonly Measure[],
  ask: Ask,
  say: (text: string) => void,
  diffOf: (id: string) => Promise<string>,
): Promise<readonly string[]> {
  const wanted: string[] = []
  for (const [index, { id, title, controls, requirements, risks }] of measures.entries()) {
    say(`\n${index + 1} of ${measures.length}: ${printable(title)}\n`)
    const why = [...controls, ...requirements].join(', ')
    if (why !== '') say(`  why: ${printable(why)}\n`)
    for (const risk of risks) say(`  may break: ${printable(risk)}\n`)
    for (;;) {
      const answer = (await ask('  do it? [y]es, [n]o, [d]iff, [q]uit: '))?.trim().toLowerCase()
      if (answer === undefined || answer === 'q' || answer === 'quit') return wanted
      if (answer === 'd' || answer === 'diff') say(await diffOf(id))
      if (answer === 'y' || answer === 'yes') wanted.push(id)
      if (answer === 'y' || answer === 'yes' || answer === 'n' || answer === 'no') break
    }
  }
  return wanted
}

/** A terminal that is asked; its end is that of the choice. */
export function terminal(input: Readable & { readonly isTTY?: boolean }, output: Writable): { readonly ask: Ask; readonly close: () => void } {
  if (input.isTTY !== true)
    throw new RingwallError('usage', '--interactive asks on a terminal, and there is none', { hint: 'choose with --only and --except instead' })
  const lines = createInterface({ input, output })
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
  return { ask: (question) => Promise.race([lines.question(question), ended]), close: () => lines.close() }
}
