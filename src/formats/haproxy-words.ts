/** One word of a line, with the text of variables still in it where they are not known. */
export interface HaproxyWords {
  readonly words: readonly string[]
  /** Where the words end: at a comment or the end of the line. */
  readonly end: number
  /** A quote or a variable does not end. */
  readonly problem?: string
}

/**
 * Cuts a line of haproxy.cfg as HAProxy does (manual 2.6, 2.2 and 2.3; tools.c, parse_line): blanks divide, `#` ends the line, a backslash
 * takes the meaning of the next character, single quotes protect everything, and in double quotes variables are put in.
 */
export function haproxyWords(line: string, variable: (name: string) => string | undefined): HaproxyWords {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  let end = line.length
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (quote === "'") {
      if (character === quote) quote = ''
      else word += character
    } else if (character === '\\' && at + 1 < line.length) {
      at++
      const next = line.charAt(at)
      // inside of quotes the backslash stays in front of what has no meaning there
      word = `${word ?? ''}${quote === '' ? (escapes.get(next) ?? next) : '"$\\'.includes(next) ? next : `\\${next}`}`
    } else if (character === '"' || (character === "'" && quote === '')) {
      quote = quote === character ? '' : character
      word ??= ''
    } else if (character === '$' && /^\$(?:\{|[A-Za-z_.])/.test(line.slice(at, at + 2))) {
      const found = /^\$(?:\{([A-Za-z_.]\w{0,100})(?:-([^}]{0,200}))?(?:\[\*\])?\}|([A-Za-z_.]\w{0,100}))/.exec(line.slice(at, at + 320))
      if (found === null) {
        word = `${word ?? ''}$`
        continue
      }
      word = `${word ?? ''}${variable(found[1] ?? found[3] ?? '') ?? found[2] ?? found[0]}`
      at += found[0].length - 1
    } else if (quote !== '') word += character
    else if (character === '#') {
      end = at
      break
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = `${word ?? ''}${character}`
  }
  if (word !== undefined) words.push(word)
  return quote === '' ? { words, end } : { words, end, problem: 'a quote does not end' }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])
