import { splitWords } from '../../formats/directives.ts'
import { textLines } from '../../formats/key-value.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'
import type { Chain, PortSpan, Rule, Ruleset } from './ruleset.ts'
import { portSpan } from './services.ts'

/** What iptables-save writes and iptables-restore reads (iptables 1.8): tables that begin with `*` and end with COMMIT. */
export function readIptables(document: Document, family: 'ip' | 'ip6', source: 'iptables' | 'ufw' = 'iptables'): Ruleset {
  interface Open extends Chain {
    readonly rules: Rule[]
  }
  const chains = new Map<string, Open>()
  let table = 'filter'
  for (const { text, number } of textLines(document.text)) {
    const line = text.trim()
    const at = placeAt(document, { line: number })
    if (line.startsWith('*')) table = line.slice(1)
    else if (line.startsWith(':')) {
      const [name = '', policy = ''] = line.slice(1).split(/\s+/)
      const hook = policy === '-' || !/^[A-Z]+$/.test(name) ? {} : { hook: name.toLowerCase() }
      const drops = policy === 'DROP'
      chains.set(`${table} ${name}`, { family, table, name, ...hook, policy: drops ? 'drop' : 'accept', at, policyAt: at, rules: [] })
    } else if (/^-[AI]\s/.test(line)) {
      const words = splitWords(line) ?? line.split(/\s+/)
      const id = `${table} ${words[1] ?? ''}`
      if (!chains.has(id)) chains.set(id, { family, table, name: words[1] ?? '', policy: 'accept', at, rules: [] })
      const rules = chains.get(id)!.rules
      const rule = ruleOf(words.slice(2), at)
      if (line.startsWith('-I')) rules.unshift(rule)
      else rules.push(rule)
    }
  }
  return { source, chains: [...chains.values()].filter((chain) => chain.table === 'filter'), at: { file: document.file, line: 1 } }
}

/** Options of targets and of comments: they decide nothing. */
const aside = new Set(['--comment', '--log-prefix', '--log-level', '--reject-with', '--set-counters'])
const verdicts: ReadonlyMap<string, Rule['verdict']> = new Map([
  ['ACCEPT', 'accept'],
  ['DROP', 'drop'],
  ['REJECT', 'drop'],
  ['RETURN', 'return'],
])

function ruleOf(words: readonly string[], at: Rule['at']): Rule {
  let isConditional = false
  let narrowsSource = false
  let ports: readonly PortSpan[] | undefined
  let verdict: Rule['verdict'] = 'none'
  let target: string | undefined
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    const next = words[index + 1] ?? ''
    if (word === '-j' || word === '--jump' || word === '-g' || word === '--goto') {
      verdict = verdicts.get(next) ?? (/^(?:LOG|NFLOG|MARK|CONNMARK|TCPMSS|ULOG)$/.test(next) ? 'none' : 'jump')
      target = next
      index++
    } else if (aside.has(word)) index++
    else if (word === '-m' || word === '--match') index++
    else if (/^--(?:ctstate|state)$/.test(word) && next.split(',').includes('NEW')) index++
    else if (word.startsWith('-')) {
      const isNegated = words[index - 1] === '!'
      const isAny = /^(?:0\.0\.0\.0\/0|::\/0)$/.test(next)
      if (/^(?:-s|--source|--src|-i|--in-interface|--src-range|--match-set|--mac-source)$/.test(word)) narrowsSource ||= !isAny
      if (/^--(?:dport|dports|destination-port|destination-ports)$/.test(word) && !isNegated)
        ports = next.split(',').flatMap((text) => portSpan(text) ?? [])
      if (!isAny && !/^--(?:limit|limit-burst|hitcount|seconds|name|rsource|set|update|mask)$/.test(word)) isConditional = true
    }
  }
  return {
    verdict,
    ...(verdict === 'jump' && target !== undefined ? { target } : {}),
    isConditional,
    narrowsSource,
    ...(ports === undefined ? {} : { ports }),
    at,
  }
}
