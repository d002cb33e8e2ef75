/** How deep values may name each other (MAX_INTERPOLATION_DEPTH of Python's configparser). */
const mostDepth = 10

/** Longest value that is put together. */
const longest = 65_536

export type Interpolated = { readonly text: string } | { readonly fault: string }

/**
 * Puts values into each other as ConfigParser of Python 3 does with its usual (basic) interpolation: `%(name)s` is the value of that name,
 * `%%` is `%`, any other `%` is a mistake. `valueOf` gives the raw value of a name in the same section or in DEFAULT.
 */
export function interpolated(raw: string, valueOf: (name: string) => string | undefined, depth = 0): Interpolated {
  if (!raw.includes('%')) return { text: raw }
  if (depth >= mostDepth) return { fault: 'values name each other too deeply' }
  let text = ''
  let from = 0
  for (let at = raw.indexOf('%'); at !== -1; at = raw.indexOf('%', from)) {
    text += raw.slice(from, at)
    const next = raw.charAt(at + 1)
    if (next === '%') {
      text += '%'
      from = at + 2
      continue
    }
    const close = next === '(' ? raw.indexOf(')s', at) : -1
    if (close === -1) return { fault: "a '%' is followed neither by '%' nor by '(name)s'" }
    const name = raw.slice(at + 2, close)
    const value = valueOf(name)
    if (value === undefined) return { fault: `the value names ${name}, which is not there` }
    const inner = interpolated(value, valueOf, depth + 1)
    if ('fault' in inner) return inner
    text += inner.text
    if (text.length > longest) return { fault: 'values make each other too long' }
    from = close + 2
  }
  return { text: text + raw.slice(from) }
}
