import type { Control } from '../../model/control.ts'
import { componentOf, listenerOf } from '../../model/lookup.ts'
import type { Disagreement } from '../../model/observed.ts'
import { placesOr } from '../places.ts'

export const asDeclared: Control = {
  id: 'listener/as-declared',
  title: 'running server is not as its files say',
  subject: 'listener',
  documentation: {
    why: 'A file that does not describe what runs protects nobody: the change was never loaded, another file wins, or somebody started the server by hand. Whoever trusts the file trusts the wrong thing.',
    how: 'What `ringwall verify` saw on the wire (TLS, login, whether plain HTTP is only sent on to TLS) is held against what the files that were read say, and against the default of the product where they say nothing.',
    falsePositives:
      'The address that was asked may belong to another server than the one that the files describe: `--plan` shows what is asked where.',
    fix: 'Load the configuration that is meant, or write down the one that is in force; then verify again.',
    references: ['CIS Controls 4.1', 'ISO 27001 A.8.9'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      const differ = (deployment.disagreements ?? []).filter((each) => each.listener === listener.id)
      const wasAsked = deployment.answers?.some(({ asked, outcome }) => asked.id === listener.id && outcome === 'answered') === true
      const base = { subject: listener.id, component: listener.component }
      if (differ.length === 0 && wasAsked)
        yield { ...base, locations: placesOr(listener.trail, componentOf(deployment, listener.component)), verdict: 'pass' }
      for (const each of differ) {
        const isWeaker = weight(each.observed) < weight(each.declared)
        yield {
          ...base,
          discriminator: each.property,
          locations: placesOr(each.trail, componentOf(deployment, listener.component)),
          verdict: 'fail',
          message: `${each.listener}: ${each.basis === 'default' ? 'the default is' : 'the files say'} ${words[each.property]} ${each.declared}, and the running server says ${each.observed} (${each.probe} from ${each.vantage}).`,
          expected: each.declared,
          actual: each.observed,
          fix: isWeaker ? 'load the configuration that the files hold, and verify again' : 'write the configuration that is in force into the files',
          reach: listenerOf(deployment, each.listener)?.exposure ?? 'unknown',
          stake: isWeaker ? 'data' : 'hygiene',
          basis: 'observed',
        }
      }
    }
  },
}

const words: Readonly<Record<Disagreement['property'], string>> = { tls: 'TLS', authentication: 'log-in', redirects: 'plain HTTP' }

/** More is safer. */
function weight(value: string): number {
  if (value === 'none' || value === 'pages') return 0
  return value === 'optional' ? 1 : 2
}
