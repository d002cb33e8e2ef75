/** Decodes `%41`; text that is no valid encoding stays as it is. Never throws. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}

/** `a=1&b=2`. A later value of the same name wins, as in most clients. */
export function parseQuery(text: string): Map<string, string> {
  const result = new Map<string, string>()
  for (const part of text.split(/[&]/)) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decodePercent(equals === -1 ? part : part.slice(0, equals))
    result.set(name, equals === -1 ? '' : decodePercent(part.slice(equals + 1)))
  }
  return result
}

/** `a=1;b="x;y";c={z}`: quotes and braces keep separators, a doubled quote is one. */
export function parseSemicolons(text: string): Map<string, string> {
  const result = new Map<string, string>()
  let index = 0
  while (index < text.length) {
    const equals = text.indexOf('=', index)
    if (equals === -1) break
    const semicolon = text.indexOf(';', index)
    if (semicolon !== -1 && semicolon < equals) {
      index = semicolon + 1
      continue
    }
    const name = text.slice(index, equals).trim()
    const start = equals + 1 + (/^\s*/.exec(text.slice(equals + 1, equals + 20))?.[0].length ?? 0)
    const { value, next } = quoted(text, start) ?? bare(text, start)
    if (name !== '') result.set(name, value)
    index = next
  }
  return result
}

/** Lower case without blanks, dashes, dots and underscores: `SSL Mode`, `sslmode` and `ssl-mode` are one. */
export function normalise(parameters: ReadonlyMap<string, string>): Map<string, string> {
  const result = new Map<string, string>()
  for (const [name, value] of parameters) result.set(name.toLowerCase().replace(/[\s_.-]/g, ''), value)
  return result
}

/** Reads a switch; anything that is no plain yes or no is absent. */
export function truth(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  const word = text.trim().toLowerCase()
  if (/^(?:1|true|yes|on|t|y|enabled?)$/.test(word)) return true
  return /^(?:0|false|no|off|f|n|disabled?)$/.test(word) ? false : undefined
}

function bare(text: string, start: number): { value: string; next: number } {
  // a `;` inside `${...}` is rare enough, but costs nothing to respect
  let end = start
  let depth = 0
  for (; end < text.length; end++) {
    if (text.startsWith('${', end)) depth++
    else if (text[end] === '}' && depth > 0) depth--
    else if (text[end] === ';' && depth === 0) break
  }
  return { value: text.slice(start, end).trim(), next: end + 1 }
}

function quoted(text: string, start: number): { value: string; next: number } | undefined {
  const open = text[start]
  if (open !== '"' && open !== "'" && open !== '{') return undefined
  const close = open === '{' ? '}' : open
  let value = ''
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] !== close) value += text[index]
    else if (text[index + 1] === close) value += text[index++]
    else {
      const semicolon = text.indexOf(';', index)
      return { value, next: semicolon === -1 ? text.length : semicolon + 1 }
    }
  }
  return undefined
}
