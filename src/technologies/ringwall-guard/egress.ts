import type { Observation } from '../../model/observation.ts'
import { about } from './about.ts'
import type { Written } from './written.ts'

const ways = about(
  'allow-list',
  'egress',
  'defence',
  'egress with mode enforce',
  'write mode: enforce under egress, after `ringwall guard egress learn`',
)
const exception = about('allow-list', 'egress.plaintext', 'traffic', 'TLS', 'remove the exception, or date it anew with its reason')
const pins = about('tls-verification', 'egress.pins', 'traffic', 'pins', 'write the pins of the server')

/** What the list of ways out of guard.yaml keeps in. */
export function egress({ has, text, names, trail }: Written): readonly Observation[] {
  if (!has('egress')) return []
  const isEnforced = (text('egress', 'mode') ?? 'enforce') === 'enforce'
  return [
    ways({
      verdict: isEnforced ? 'safe' : 'unsafe',
      basis: has('egress', 'mode') ? 'configured' : 'default',
      trail: trail('egress', 'mode'),
      actual: isEnforced ? 'enforce' : 'report',
      message: 'what no entry permits is let out all the same, and only written down',
    }),
    ...names('egress', 'entries').flatMap((_name, index) => {
      const at = trail('egress', 'entries', index)
      const until = text('egress', 'entries', index, 'plaintext', 'until')
      return [
        ...(until === undefined
          ? []
          : [
              exception({
                verdict: 'safe',
                basis: 'configured',
                trail: at,
                actual: `plaintext until ${until}`,
                until,
                message: 'an exception from TLS has ended, and stands there still',
              }),
            ]),
        ...(has('egress', 'entries', index, 'pins') ? [pins({ verdict: 'safe', basis: 'configured', trail: at, actual: 'pins' })] : []),
      ]
    }),
  ]
}
