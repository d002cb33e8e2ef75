import type { AclValue } from './acl.ts'
import type { Maybe } from './request.ts'
import { some } from './request.ts'

/**
 * Says whether one of an ACL's regular expressions (POSIX, extended) fits; `-i` and `+i` switch case off and on for those behind them.
 * An expression that could take long, or that means something else here, is not tried: undefined.
 */
export function fitsPattern(values: readonly AclValue[], subject: string): Maybe {
  let flags = ''
  return some(values, ({ text }) => {
    if (text === '-i' || text === '+i') {
      flags = text === '-i' ? 'i' : ''
      return false
    }
    const expression = safeExpression(text, flags)
    return expression?.test(subject)
  })
}

/** At most three repetitions, none of them of a group: no expression takes more than the cube of a short text. */
function safeExpression(text: string, flags: string): RegExp | undefined {
  const plain = text.replaceAll(/\\[^a-zA-Z0-9]/g, '_').replaceAll(/\[[^\][]{1,64}\]/g, '_')
  const isSimple = /^[\w\-./:@%&=,;!~$^()|?*+ #]{1,200}$/.test(plain) && !/\)[*+?{]|[*+?][*+]|^[*+?]|[(|^][*+?]/.test(plain)
  if (!isSimple || (plain.match(/[*+]/g)?.length ?? 0) > 3) return undefined
  try {
    return new RegExp(text, flags)
  } catch {
    return undefined
  }
}
