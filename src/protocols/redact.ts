const hidden = '\u2022\u2022\u2022'

const userinfoPattern = /([a-z][a-z0-9+._-]{0,40}:\/\/)([^\s"'<>`]*)/gi
const goMysql = /([^\s:@"'=]{0,80}):([^\s]{1,400})@(tcp|unix)\(/gi
const words =
  'password|passwd|passphrase|pwd|pass|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|secret[_-]?key|private[_-]?key|sig|signature|authorization|_auth'
const quotedOrBare = `("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|(?:Bearer|Basic)\\s+\\S+|[^\\s;&,"'}]+)`
/** `password=...`, `"apiKey": "..."`. */
const assignment = new RegExp(`((?:${words})["']?\\s{0,8}[=:]\\s{0,8})${quotedOrBare}`, 'gi')
/** `--token ...`, `requirepass ...`. */
const option = new RegExp(`((?<![A-Za-z])(?:${words}|requirepass|masterauth|bearer)["']?\\s{1,8})${quotedOrBare}`, 'gi')
const longToken = /[A-Za-z0-9+/_=-]{24,}/g

/** The text without what looks like a credential: for anything shown to people that was written by others. */
export function redact(text: string): string {
  return text
    .replace(goMysql, (_all, user: string, _password: string, network: string) => `${user}:${hidden}@${network}(`)
    .replace(userinfoPattern, (_all, scheme: string, rest: string) => `${scheme}${withoutUserinfo(rest)}`)
    .replace(assignment, (_all, name: string) => `${name}${hidden}`)
    .replace(option, (_all, name: string) => `${name}${hidden}`)
    .replace(longToken, (token) => (looksRandom(token) ? hidden : token))
}

function withoutUserinfo(rest: string): string {
  const at = rest.lastIndexOf('@')
  if (at === -1) return rest
  const colon = rest.indexOf(':')
  // a user alone may be a token
  if (colon === -1 || colon > at) return `${hidden}${rest.slice(at)}`
  return `${rest.slice(0, colon)}:${hidden}${rest.slice(at)}`
}

/** Letters and digits mixed without the shape of a path, a name or a version. */
function looksRandom(token: string): boolean {
  const digits = token.replace(/\D/g, '').length
  const upper = /[A-Z]/.test(token)
  const lower = /[a-z]/.test(token)
  if (/^[0-9a-f]{32,}$/i.test(token) && digits > 3) return true
  const parts = token.split(/[/_=-]/)
  const longest = Math.max(...parts.map((part) => part.length))
  return longest >= 12 && digits >= 2 && upper && lower
}
