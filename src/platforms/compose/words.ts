import type { Setting } from '../../model/setting.ts'
import { masked, part } from './values.ts'

export interface Words {
  readonly words: readonly Setting[]
  /** The shell operator at which Compose stops reading, since no shell runs. */
  readonly stoppedAt?: string
  readonly unclosed: boolean
}

/**
 * Splits a command that is written as one string, as compose-go v2.6 does with go-shellwords v1.0.12: quotes and backslashes count,
 * and an operator outside of quotes ends the command.
 */
export function splitWords(from: Setting): Words {
  const value = from.value
  const mask = masked(value, from.unresolved)
  const words: Setting[] = []
  let word = ''
  let started = false
  let quote = ''
  const finish = (): void => {
    if (started) words.push(part(from, word))
    word = ''
    started = false
  }
  for (let at = 0; at < mask.length; at++) {
    const sign = mask[at] ?? ''
    if (sign === '\\' && quote !== "'") {
      at++
      word += value[at] ?? ''
      started = true
    } else if (quote !== '') {
      const closes = sign === quote
      if (!closes || quote === '`' || quote === ')') word += value[at] ?? ''
      if (closes) quote = ''
    } else if (sign === '`' || (sign === '(' && word.endsWith('$'))) {
      // command substitutions stay as they are, in one piece
      quote = sign === '`' ? sign : ')'
      word += sign
      started = true
    } else if (sign === '"' || sign === "'") {
      quote = sign
      started = true
    } else if (/[ \t\r\n]/.test(sign)) {
      finish()
    } else if (/[;&|<>]/.test(sign)) {
      // `2>`: the number belongs to the operator
      if (sign === '>' && /^\d/.test(word)) word = ''
      if (word !== '') finish()
      return { words, stoppedAt: sign, unclosed: false }
    } else {
      word += value[at] ?? ''
      started = true
    }
  }
  finish()
  return { words, unclosed: quote !== '' }
}
