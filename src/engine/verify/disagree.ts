import { view } from '../../model/fact.ts'
import type { Listener } from '../../model/graph.ts'
import type { Answer, Disagreement } from '../../model/observed.ts'
import { weakestFirst } from './weakest.ts'

/** What files say of a listener and the wire does not, or the other way round. */
export function disagreements(listener: Listener, answers: readonly Answer[]): readonly Disagreement[] {
  const settings = (['tls', 'authentication'] as const).flatMap((property): readonly Disagreement[] => {
    const declared = view<string>(listener[property])
    const answer = weakestFirst(answers, property).find(({ learned }) => learned?.[property] !== undefined)
    const observed = answer?.learned?.[property]
    if (!declared.known || answer === undefined || observed === undefined || !differ(property, declared.value, observed)) return []
    const { basis, trail } = declared
    return [{ listener: listener.id, property, declared: declared.value, observed, basis, trail, probe: answer.probe, vantage: answer.vantage }]
  })
  return [...settings, ...served(listener, answers)]
}

/** A port that the files open for redirects alone, and that serves pages. */
function served(listener: Listener, answers: readonly Answer[]): readonly Disagreement[] {
  const answer = answers.find(({ learned }) => learned?.redirects === false)
  if (listener.redirects !== true || answer === undefined) return []
  const seen = view(listener.tls)
  const { probe, vantage } = answer
  const base = { basis: seen.known ? seen.basis : 'configured', trail: seen.trail } as const
  return [{ ...base, listener: listener.id, property: 'redirects', declared: 'redirects alone', observed: 'pages', probe, vantage }]
}

/**
 * A server may ask for several proofs, one behind the other, and only the first is seen from outside: that it asks for none, or for one
 * at all, is what can differ. Who passes the question on to another server says nothing of its own.
 */
function differ(property: Disagreement['property'], declared: string, observed: string): boolean {
  if (declared === observed) return false
  return property === 'tls' || (declared !== 'delegated' && (declared === 'none') !== (observed === 'none'))
}
