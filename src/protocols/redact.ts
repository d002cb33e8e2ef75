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
/** The same as words of a list: `["--password", "..."]`. */
const listedOption = new RegExp(`((?<=-)(?:${words}|requirepass|masterauth|key)["'],\\s{1,8}["'])([^"'\\n]+)`, 'gi')
/** `-u name:...` and `--user name:...` of curl and its like; numbers alone are a user and a group. */
const userAndPassword = /((?<![\w-])(?:-u|--user|--proxy-user)["']?[\s=,]{1,4}["']?[^\s:"'$]{1,80}:)(?!\d+(?![^\s"']))([^\s"']+)/g
/** `--key ...` that is no file. */
const keyOption = /((?<=-)key[\s=]["']?)([^\s"'/.,]{6,})(?![./])/gi
/** `-p...` of the programs that take a password so, `-a ...` of redis-cli. */
const joinedFlag = /((?:mysql|mariadb)[a-z]{0,20}["']?[^\n]{0,200}?\s["']?-p)('[^']*'|"[^"]*"|[^\s"',;]+)/g
const redisFlag = /(redis-cli["']?[^\n]{0,200}?["'\s]-a["']?,?\s+["']?)([^\s"',]+)/g
/** A user of an ACL of Redis: `user name on >password`. */
const aclUser = /^([-+ ]?\s*user\s+\S+\s)(.*)$/gm
/** `jdbc:oracle:thin:name/...@`. */
const oracle = /(oracle:(?:thin|oci):[^\s/@]{1,80}\/)([^\s@]+)@/gi
/** Users of an nginx, Traefik or other list: `basicauth.users: name:...`. */
const listedUsers = /(basic-?_?auth[\w.]{0,40}["']?\s{0,4}[:=]\s{0,4}["']?)(\S+)/gi
const longToken = /[A-Za-z0-9+/_=-]{24,}/g

/** The text without what looks like a credential: for anything shown to people that was written by others. */
export function redact(text: string): string {
  return [listedOption, userAndPassword, keyOption, joinedFlag, redisFlag, listedUsers]
    .reduce((shown, each) => shown.replace(each, (_all, front: string) => `${front}${hidden}`), text)
    .replace(goMysql, (_all, user: string, _password: string, network: string) => `${user}:${hidden}@${network}(`)
    .replace(userinfoPattern, (_all, scheme: string, rest: string) => `${scheme}${withoutUserinfo(rest)}`)
    .replace(assignment, (_all, name: string) => `${name}${hidden}`)
    .replace(option, (_all, name: string) => `${name}${hidden}`)
    .replace(aclUser, (_all, front: string, rules: string) => `${front}${rules.replace(/(?<=^|\s)([<>])\S+/g, `$1${hidden}`)}`)
    .replace(oracle, (_all, front: string) => `${front}${hidden}@`)
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
  const longest = token.split(/[/_=-]/).toSorted((one, other) => other.length - one.length)[0] ?? ''
  if (longest.length < 12 || !upper || !lower) return false
  // a name in camel case changes at its words, what is drawn at nearly every other letter
  const changes = longest.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|\d(?=[A-Za-z])/g)?.length ?? 0
  return digits >= 2 || changes * 3 >= longest.length
}
