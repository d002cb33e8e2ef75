import type { Severity } from '../model/vocabulary.ts'

export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly place: (text: string) => string
  readonly fix: (text: string) => string
  readonly severity: (level: Severity | 'unknown', text: string) => string
  readonly state: (state: 'locked' | 'open' | 'unknown', text: string) => string
}

const severityCodes: Readonly<Record<Severity | 'unknown', string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
  unknown: '35',
}
const stateCodes = { locked: '32', open: '31', unknown: '35' } as const

/** Terminal colours, or none: ECMA-48 select graphic rendition. */
export function paint(colour: boolean): Paint {
  const with_ = (code: string) => (text: string) => (colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text)
  return {
    bold: with_('1'),
    dim: with_('2'),
    place: with_('34'),
    fix: with_('32'),
    severity: (level, text) => with_(severityCodes[level])(text),
    state: (state, text) => with_(stateCodes[state])(text),
  }
}
