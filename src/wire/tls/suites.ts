import { ssl2SuiteNames, suiteNames } from './data/suites.ts'

const only13 = /^TLS_(?:AES_|CHACHA20_|AEGIS_|SM4_|SHA\d+_SHA|GOSTR341112_256_WITH_\w+_MGM)/

/** Suites of TLS 1.3, which name no exchange of keys (RFC 8446, appendix B.4; RFC 8998, RFC 9150, RFC 9367). */
export const suites13: readonly number[] = [...suiteNames].filter(([, name]) => only13.test(name)).map(([suite]) => suite)

const for13 = new Set(suites13)

/** Suites of SSL 3.0 to TLS 1.2. */
export const suitesBefore13: readonly number[] = [...suiteNames.keys()].filter((suite) => !for13.has(suite))

export function suiteName(suite: number): string {
  return suiteNames.get(suite) ?? ssl2SuiteNames.get(suite) ?? `suite 0x${suite.toString(16).padStart(4, '0')}`
}

/** What a usual client offers up to TLS 1.2, and what old servers know. */
export const usualSuites: readonly number[] = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc023, 0xc027, 0xc009, 0xc013, 0xc00a, 0xc014, 0xc024, 0xc028, 0x009e, 0x009f, 0xccaa, 0x0067,
  0x006b, 0x0033, 0x0039, 0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x0041, 0x0084, 0x0088, 0x0045, 0x0032, 0x0038, 0x0016, 0x0013, 0xc012,
  0xc008, 0x000a, 0x0005, 0x0004, 0x0009, 0x0003, 0xc007, 0xc011, 0x0034, 0x003a, 0xc018, 0x008c, 0x00a8,
]
