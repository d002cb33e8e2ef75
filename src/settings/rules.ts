import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import { isResolved } from '../model/setting.ts'
import type { Concern, DeadKey, Observation } from '../model/technology.ts'
import type { Stake } from '../model/vocabulary.ts'
import { asSwitch } from './environment.ts'
import { compareVersions } from '../protocols/version.ts'

/**
 * One product setting that matters, as data. Exactly one of `unsafe` and `safe` says how a value is judged; where neither holds for it
 * the verdict is unknown.
 */
export interface SettingRule {
  /** The key as the product reads it; the caller's look-up knows its other spellings. */
  readonly key: string
  readonly concern: Concern
  readonly stake: Stake
  /** Versions in which the key is read, `[from, before)`; absent bounds are open. */
  readonly versions?: { readonly from?: string; readonly before?: string }
  readonly unsafe?: (value: string) => boolean
  readonly safe?: (value: string) => boolean
  /** What holds when the key is absent. `why` names the product's default and its version. */
  readonly absent?: { readonly verdict: 'unsafe' | 'safe' | 'unknown'; readonly why: string }
  readonly message: string
  readonly expected: string
  readonly fix: string
  /** The value may be shown; otherwise only `set`. */
  readonly show?: boolean
  readonly port?: number
  /** A value that is safe, as the product writes it; `null`: the key goes. Absent where only a person knows it. */
  readonly want?: string | null
  /** What is safe is a key store with a key of the program's own. */
  readonly wantStores?: 'secret'
}

/** A key that looks effective and is not. */
export interface DeadKeyRule {
  readonly key: string
  readonly versions?: { readonly from?: string; readonly before?: string }
  readonly why: string
  readonly fix: string
  readonly stake: Stake
}

export type Lookup = (key: string) => Setting | undefined

/** Judges a product's table. `at` is where an absent key would be written. */
export function observe(rules: readonly SettingRule[], lookup: Lookup, at: Place, version?: string): readonly Observation[] {
  const found: Observation[] = []
  for (const rule of rules) {
    if (!applies(rule.versions, version)) continue
    const setting = lookup(rule.key)
    if (setting === undefined && rule.absent === undefined) continue
    found.push(setting === undefined ? absent(rule, at) : present(rule, setting))
  }
  return found
}

function present(rule: SettingRule, setting: Setting): Observation {
  const verdict = isResolved(setting) ? verdictOf(rule, setting.value.trim()) : 'unknown'
  const actual = rule.show === false ? 'set' : `${rule.key}=${setting.value}`
  return { ...common(rule), verdict, basis: 'configured', trail: setting.trail, actual: isResolved(setting) ? actual : 'not known here' }
}

function absent(rule: SettingRule, at: Place): Observation {
  const { verdict, why } = rule.absent!
  return {
    ...common(rule),
    message: `${rule.message.replace(/\.$/, '')} (${rule.key} is not set: ${why})`,
    verdict,
    basis: 'default',
    trail: [at],
    actual: `${rule.key} is not set`,
  }
}

function common(rule: SettingRule): Omit<Observation, 'verdict' | 'basis' | 'trail' | 'actual'> {
  const { concern, key, message, expected, fix, stake, port, want, wantStores } = rule
  return {
    concern,
    key,
    message,
    expected,
    fix,
    stake,
    ...(port === undefined ? {} : { port }),
    ...(want === undefined ? {} : { want }),
    ...(wantStores === undefined ? {} : { wantStores }),
  }
}

function verdictOf(rule: SettingRule, value: string): Observation['verdict'] {
  if (rule.unsafe !== undefined) return rule.unsafe(value) ? 'unsafe' : 'safe'
  if (rule.safe !== undefined) return rule.safe(value) ? 'safe' : 'unsafe'
  return 'unknown'
}

/** Keys of the table that are written although nothing reads them. */
export function deadKeys(rules: readonly DeadKeyRule[], lookup: Lookup, version?: string): readonly DeadKey[] {
  return rules.flatMap((rule) => {
    const setting = applies(rule.versions, version) ? lookup(rule.key) : undefined
    return setting === undefined ? [] : [{ key: rule.key, trail: setting.trail, why: rule.why, fix: rule.fix, stake: rule.stake }]
  })
}

/** An unknown version is taken to be a current one. */
function applies(range: { readonly from?: string; readonly before?: string } | undefined, version: string | undefined): boolean {
  if (range === undefined) return true
  if (version === undefined) return range.before === undefined
  if (range.from !== undefined && compareVersions(version, range.from) < 0) return false
  return range.before === undefined || compareVersions(version, range.before) < 0
}

/** For tables: true when the value is one of the usual spellings of yes. */
export function isOn(value: string): boolean {
  return asSwitch(value) === true
}

/** For tables: true when the value is one of the usual spellings of no, or empty. */
export function isOff(value: string): boolean {
  return asSwitch(value) === false
}
