import type { Observation, Remark } from '../../model/technology.ts'
import { missing, written } from './observation.ts'
import type { Line, Section } from './sections.ts'
import { lineOf } from './sections.ts'

const client: Remark = {
  concern: 'proxy-trust',
  key: 'option forwardfor',
  stake: 'hygiene',
  expected: 'http-request set-header X-Forwarded-For %[src]',
  fix: 'write http-request del-header X-Forwarded-For in front of option forwardfor',
  want: 'set by HAProxy alone',
}
const scheme: Remark = {
  concern: 'proxy-trust',
  key: 'X-Forwarded-Proto',
  stake: 'hygiene',
  expected: 'http-request set-header X-Forwarded-Proto https if { ssl_fc }',
  fix: 'write http-request set-header X-Forwarded-Proto https if { ssl_fc }',
  want: 'https where TLS was spoken, else http',
}
const forged: Remark = {
  concern: 'proxy-trust',
  key: 'http-request set-header',
  stake: 'data',
  expected: 'the header is deleted before it is set',
  fix: 'write http-request del-header for it in front, without a condition',
}
const metrics: Remark = {
  concern: 'anonymous-access',
  key: 'prometheus-exporter',
  stake: 'hygiene',
  expected: 'a frontend of its own on loopback',
  fix: 'serve the metrics in a frontend of their own that is bound to loopback',
}
const time: Remark = {
  concern: 'resource-limit',
  key: 'timeout client',
  stake: 'availability',
  expected: 'timeout client, connect and server',
  fix: 'set timeout client, timeout connect and timeout server in the defaults section',
  want: '1m',
}

/** Headers by which programs are told who the user is. */
const identity =
  /^(?:x-)?(?:remote-?user|remote-?groups?|authenticated-?user(?:id)?|webauth-user|forwarded-(?:user|email|groups|preferred-username)|user(?:-?id|-?name)?|ssl-client-\w{1,20}|client-(?:dn|cert|verify)|coopr-(?:userid|apikey|tenantid)|tenant-?id)$/i

/** What the program behind is told about the client, and whether the client can lie about it (manual 2.6, 4.2). */
export function forwardingObservations(front: Section, backends: readonly Section[]): readonly Observation[] {
  if (lineOf(front, 'mode')?.words[1] !== 'http') return [...slow(front)]
  const used = new Set(rules(front).flatMap(({ words }) => (/^(?:default|use)_backend$/.test(words[0] ?? '') ? [words[1] ?? ''] : [])))
  const behind = [front, ...backends.filter(({ name }) => used.has(name))]
  const all = behind.flatMap(rules)
  if (!behind.some(({ lines }) => lines.some(({ words }) => words[0] === 'server' || words[0] === 'server-template'))) return []
  const bind = front.lines.find(({ words }) => words[0] === 'bind' && words.includes('ssl'))
  return [...address(front, all), ...(bind === undefined ? [] : protocol(bind, all)), ...identities(all), ...exporter(front), ...slow(front)]
}

function rules({ lines, defaults }: Section): readonly Line[] {
  return [...defaults, ...lines]
}

/** A rule that sets or deletes a header for every request. */
function isFirm({ words }: Line): boolean {
  return !words.includes('if') && !words.includes('unless')
}

function touches({ words }: Line, header: string, ...actions: readonly string[]): boolean {
  return words[0] === 'http-request' && actions.includes(words[1] ?? '') && words[2]?.toLowerCase() === header
}

function address(front: Section, all: readonly Line[]): readonly Observation[] {
  const clean = all.find((line) => isFirm(line) && touches(line, 'x-forwarded-for', 'set-header', 'del-header'))
  if (clean !== undefined) return [written(client, 'safe', clean, 'the address is set by HAProxy', 'X-Forwarded-For is emptied')]
  const option = all.findLast(({ words }) => words[0] === 'option' && words[1] === 'forwardfor')
  if (option === undefined) {
    const message = "the client's own X-Forwarded-For is passed on unchanged, and the application does not learn the real address"
    return [missing(client, 'unsafe', front.head, message, 'option forwardfor is not set')]
  }
  const message = option.words.includes('if-none')
    ? 'an X-Forwarded-For that the client sends is believed: option forwardfor if-none adds none beside it'
    : 'the X-Forwarded-For that the client sends is kept beside the own: who trusts its first entry can be deceived'
  return [written(client, 'unsafe', option, message, option.words.slice(0, 3).join(' '))]
}

function protocol(bind: Line, all: readonly Line[]): readonly Observation[] {
  const set = all.find((line) => touches(line, 'x-forwarded-proto', 'set-header', 'add-header'))
  if (set !== undefined) return [written(scheme, 'safe', set, 'the application is told of TLS', 'set')]
  return [missing(scheme, 'unsafe', bind, 'TLS ends here and the application is not told: it makes http links and cookies without Secure', 'not set')]
}

/** A header that says who the user is, set on a condition or from what the client sent, and not deleted before. */
function identities(all: readonly Line[]): readonly Observation[] {
  return all.flatMap((line, index) => {
    const header = line.words[2] ?? ''
    if (!touches(line, header.toLowerCase(), 'set-header', 'add-header') || !identity.test(header)) return []
    const value = line.words[3] ?? ''
    const own = /%\[(?:req\.(?:f?hdr|cook)|hdr|url_?param|urlp|cook)\(/.test(value)
    const emptied = all.slice(0, index).some((each) => isFirm(each) && touches(each, header.toLowerCase(), 'del-header', 'set-header'))
    if (!own && (emptied || (isFirm(line) && line.words[1] === 'set-header'))) return []
    const message = own
      ? `${header} is made from what the client sends: anybody is who they say`
      : `${header} tells the program behind who the user is, and is set on a condition alone: otherwise a client that sends it itself is believed`
    return [written({ ...forged, key: header, ...(own ? {} : { want: 'deleted first' }) }, 'unsafe', line, message, `${header} is not deleted first`)]
  })
}

function exporter(front: Section): readonly Observation[] {
  const line = rules(front).find(({ words }) => words[0] === 'http-request' && words.includes('prometheus-exporter'))
  const serves = rules(front).some(({ words }) => /^(?:default|use)_backend$|^server$/.test(words[0] ?? ''))
  if (line === undefined || !serves || line.words.some((word) => /^(?:src|LOCALHOST)$/.test(word))) return []
  return [written(metrics, 'unsafe', line, 'anybody who reaches the application reads the metrics of HAProxy', 'beside the application')]
}

/** Without a limit HAProxy waits for ever, and says so when it starts. */
function slow(front: Section): readonly Observation[] {
  if (lineOf(front, 'timeout', 'client') !== undefined) return []
  return [
    missing(time, 'unsafe', front.head, 'idle and slow clients are never let go: a few of them take all connections', 'timeout client is not set'),
  ]
}
