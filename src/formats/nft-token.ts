/** The tokens of an nftables script (nft(8), "Input file formats"): words, strings and marks. */
export interface NftToken {
  readonly kind: 'word' | 'string' | 'mark' | 'end'
  /** `end` stands for a line break or a semicolon. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const word = /[^\s{};,"#=]+/y

export function nftTokens(text: string): readonly NftToken[] {
  const tokens: NftToken[] = []
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const push = (kind: NftToken['kind'], length: number, shown = text.slice(at, at + length)): void => {
    tokens.push({ kind, text: shown, start: at, end: at + length })
    at += length
  }
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '\\' && /^\r?\n/.test(text.slice(at + 1, at + 3))) at += text.charAt(at + 1) === '\r' ? 3 : 2
    else if (character === '\n' || character === ';') push('end', 1)
    else if (/\s/.test(character)) at++
    else if (character === '#') at = indexOr(text, '\n', at)
    else if (character === '"') {
      const close = text.indexOf('"', at + 1)
      const stop = close === -1 ? text.length : close
      push('string', Math.min(stop + 1, text.length) - at, text.slice(at + 1, stop))
    } else if ('{},='.includes(character)) push('mark', 1)
    else {
      word.lastIndex = at
      const found = word.exec(text)?.[0] ?? character
      push('word', found.length)
    }
  }
  return tokens
}

function indexOr(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at
}
