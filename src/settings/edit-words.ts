import type { Setting } from '../model/setting.ts'

/**
 * A command line with an option at another value, or without it (`null`): `--name=value`, `--name value`, `-c name=value`, and
 * `--Section.name=value` where the key is the name alone. `undefined` where the option is not there, or where it cannot be told whether the
 * word behind it is its value.
 */
export function wordsWith(words: readonly Setting[], key: string, value: string | null): readonly string[] | undefined {
  const result: string[] = []
  let isFound = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!.value
    const next = words[at + 1]?.value
    const [, dashes = '', name = '', sign] = /^(-*)([^=]*)(=?)/.exec(word) ?? []
    const isPair = word === '-c' && next?.includes('=') === true && isNamed(next.slice(0, next.indexOf('=')), key)
    if (isPair) {
      if (value !== null) result.push(word, `${next.slice(0, next.indexOf('='))}=${value}`)
      at++
    } else if (dashes === '' || !isNamed(name, key)) {
      result.push(word)
      continue
    } else if (sign === '=') {
      if (value !== null) result.push(`${dashes}${name}=${value}`)
    } else if (next === undefined || next.startsWith('-')) {
      // a switch: it is there, or it is not
      if (value !== null) return undefined
    } else {
      if (value === null) return undefined
      result.push(word, value)
      at++
    }
    isFound = true
  }
  return isFound ? result : undefined
}

function isNamed(name: string, key: string): boolean {
  const [one, other] = [folded(name), folded(key)]
  return one === other || one.slice(one.lastIndexOf('.') + 1) === other
}

function folded(name: string): string {
  return name.replaceAll('-', '_').toLowerCase()
}
