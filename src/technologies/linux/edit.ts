import { nftEdits } from '../../formats/edits/nft.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { EditTechnology, TextChange } from '../../model/change.ts'
import type { Admission } from '../../model/want.ts'
import { openDocument } from '../../settings/documents.ts'
import { isForIp4, ruleset, rulesFor, usualRules } from './nft-text.ts'
import { otherRules } from './published.ts'
import { publishedChanges } from './published-text.ts'
import { readNft } from './nft-ruleset.ts'
import { innerPorts, portSpan } from './services.ts'

const path = '/etc/nftables.conf'
const others = ['/etc/ufw/ufw.conf', '/etc/iptables/rules.v4', '/etc/sysconfig/iptables', '/etc/sysconfig/nftables.conf']

/** How a machine's packet filter is written: nftables 1.0 (nft(8)), in the file that Debian's service loads. */
export const edit: EditTechnology = (want, { input }, { components }) => {
  if (want.kind === 'published') {
    const [there] = otherRules(input, [])
    if (there !== undefined)
      return { cannot: `the rules of DOCKER-USER are those of ${there.document.file}, which is not changed here`, reason: 'file-cannot' }
    return { changes: publishedChanges(want.admits) }
  }
  if (want.kind !== 'firewall') return { cannot: 'this is not a setting of the machine' }
  const other = others.find((file) => input.open(file).state === 'text')
  if (other !== undefined) return { cannot: `the rules are those of ${other}, which is not changed here: allow the ports there, and refuse the rest` }
  const document = openDocument(input, path, [])
  if (document === undefined) {
    if (input.open(path).state !== 'absent') return { cannot: `${path} cannot be read` }
    return { changes: [{ kind: 'file', path, text: ruleset(want.admits), isSecret: false }] }
  }
  const chain = readNft(input, document, []).chains.find(({ hook, family }) => hook === 'input' && (family === 'inet' || family === 'ip'))
  if (chain === undefined) return { changes: [{ kind: 'edit', path, edit: (text) => withTable(text, want.admits) }] }
  if (chain.at.file !== document.file) return { cannot: `the chain ${chain.name} is written in ${chain.at.file}, which ${path} includes` }
  const family = chain.family === 'inet' ? 'inet ' : document.text.includes(`table ip ${chain.table}`) ? 'ip ' : ''
  const rules = [...usualRules, ...rulesFor(want.admits)].filter((rule) => chain.family === 'inet' || isForIp4(rule))
  const at = [`table ${family}${chain.table}`, `chain ${chain.name}`]
  const hasEngine = components.some(({ technology, input: { host } }) => technology === 'docker-engine' && host === input.host)
  return {
    changes: [{ kind: 'edit', path, edit: (text) => tightened(text, at, want.admits, rules) }],
    ...(hasEngine && /^\s*flush ruleset/m.test(document.text) ? { notes: [engineNote] } : {}),
  }
}

/** Docker manual, "Packet filtering and firewalls": its chains are made when the engine starts. */
const engineNote =
  'flush ruleset takes the rules of the container engine with it: restart the engine after loading; ports that containers publish pass by the input chain, and are filtered in DOCKER-USER'

/** Debian brings a file without rules, and others filter what leaves alone: a table of its own stands beside. */
function withTable(text: string, admits: readonly Admission[]): TextChange {
  const own = ruleset(admits).split('\n').slice(1).join('\n')
  return { edits: [{ start: text.length, end: text.length, text: `${text === '' || text.endsWith('\n') ? '' : '\n'}\n${own}` }], notes: [] }
}

/** What lets everybody in goes or is narrowed, what is needed is added in front of a last refusal, and the policy drops. */
function tightened(text: string, chain: readonly string[], admits: readonly Admission[], rules: readonly (readonly string[])[]): TextChange {
  const rule = [...chain, 'rule']
  const there: (readonly string[])[] = []
  const look = nftEdits.drop(text, rule, (words) => {
    there.push(words)
    return false
  })
  if ('cannot' in look) return look
  const wide = there.filter((words) => isWide(words, admits))
  const narrowed = wide.map((words) => ({ words, left: withoutPorts(words, admits) }))
  const kept = [...there.filter((words) => !wide.includes(words)), ...narrowed.flatMap(({ left }) => (left === undefined ? [] : [left]))]
  const missing = rules.filter((words) => !kept.some((each) => isCovered(words, each)))
  return inSteps(text, [
    ...narrowed.map(
      ({ words, left }) =>
        (now: string) =>
          left === undefined
            ? nftEdits.drop(now, rule, (each) => isSame(each, words))
            : nftEdits.put(now, rule, left, { fits: (each) => isSame(each, words) }),
    ),
    (now: string) => nftEdits.put(now, rule, ['policy', 'drop'], { fits: (words) => words[0] === 'policy' }),
    ...missing.map((words) => (now: string) => nftEdits.put(now, rule, words, { before: (_, each) => isLast(each) })),
  ])
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, at) => word === other[at])
}

/** Whether a rule that is there lets the same in: answers in any spelling, loopback, a port for everybody in a list. */
function isCovered([first, second, ...rest]: readonly string[], there: readonly string[]): boolean {
  if (there.at(-1) !== 'accept' && there.at(-1) !== '}') return false
  if (first === 'ct') return there[0] === 'ct' && there.some((word) => word.split(',').includes('established'))
  if (first === 'iif') return /^iif(?:name)?$/.test(there[0] ?? '') && there[1] === 'lo'
  return (
    first === 'tcp' &&
    there[0] === 'tcp' &&
    there[1] === second &&
    rest.length === 2 &&
    portsOf(there).some((port) => portSpan(port)?.from === Number(rest[0]))
  )
}

/** A refusal of everything that comes that far. */
function isLast(words: readonly string[]): boolean {
  return (
    words.every((word) => /^(?:counter|log|prefix|drop|reject|with|icmpx|type|admin-prohibited|port-unreachable)$/.test(word)) &&
    words.some((word) => word === 'drop' || word === 'reject')
  )
}

/** Accepts whoever sends: everything, or a port that is not for everybody. */
function isWide(words: readonly string[], admits: readonly Admission[]): boolean {
  if (words.at(-1) !== 'accept' || /\b(?:saddr|iif|iifname|state|icmp|icmpv6|l4proto)\b/.test(words.join(' '))) return false
  if (!words.includes('dport')) return words.every((word) => word === 'accept' || word === 'counter')
  return portsOf(words).some((port) => !isForEverybody(port, admits))
}

/** The rule without the ports that are not for everybody; `undefined` where none is left. */
function withoutPorts(words: readonly string[], admits: readonly Admission[]): readonly string[] | undefined {
  const left = portsOf(words).filter((port) => isForEverybody(port, admits))
  if (!words.includes('dport') || left.length === 0) return undefined
  const front = words.slice(0, words.indexOf('dport') + 1)
  return [...front, ...(left.length === 1 ? left : ['{', ...left.flatMap((port, at) => (at === 0 ? [port] : [',', port])), '}']), 'accept']
}

function portsOf(words: readonly string[]): readonly string[] {
  const from = words.indexOf('dport') + 1
  const to = words[from] === '{' ? words.indexOf('}', from) : from + 1
  return words.slice(from, to).filter((word) => portSpan(word) !== undefined)
}

/** A range is somebody's own decision; so is a port of which nothing is known, unless it is one of inner doors. */
function isForEverybody(text: string, admits: readonly Admission[]): boolean {
  const span = portSpan(text)
  if (span === undefined || span.from !== span.to) return true
  const own = admits.filter(({ port }) => port === span.from)
  return own.length === 0 ? !innerPorts.some(([port]) => port === span.from) : own.some(({ from }) => from === 'anybody')
}
