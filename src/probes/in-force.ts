import type { Observation } from '../model/technology.ts'

/** A setting that a running server is asked for. Key and concern are those of its files, so that the answer settles what they left open. */
export interface SettingInForce extends Pick<Observation, 'concern' | 'key' | 'stake' | 'message' | 'expected' | 'fix'> {
  readonly unsafe: (value: string) => boolean
}

/** One observation for each setting that was told. */
export function settingsInForce(rules: readonly SettingInForce[], settings: ReadonlyMap<string, string>): readonly Observation[] {
  return rules.flatMap(({ unsafe, ...rule }): Observation[] => {
    const value = settings.get(rule.key)
    if (value === undefined) return []
    // a server may say anything
    const actual = /^[\w.,:!+@ -]{1,60}$/.test(value) ? value : value === '' ? 'empty' : 'another value'
    return [{ ...rule, verdict: unsafe(value) ? 'unsafe' : 'safe', trail: [], basis: 'observed', actual }]
  })
}
