/** `1 gap`, `2 gaps`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** Lines of at most `width` characters, broken at spaces; a longer word stands alone. Control characters cannot reach a terminal. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

/** Text that came from files, made safe for a terminal: control and direction characters become a middle dot's plain cousin. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}]/gu, '?')
}
