/** Headers of one connection, which are never handed on (RFC 9110, section 7.6.1), and those that Node and undici set themselves. */
const hops = new Set(['connection', 'expect', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'content-length'])

export type Headers = readonly (readonly [name: string, value: string])[]

/** Pairs of a list of names and values in turn, without those that are of the connection alone, named by `Connection` or in `without`. */
export function handedOver(raw: readonly string[], without: (name: string) => boolean): Headers {
  const pairs = pairsOf(raw)
  const named = new Set(
    pairs.filter(([name]) => name.toLowerCase() === 'connection').flatMap(([, value]) => value.split(',').map((one) => one.trim().toLowerCase())),
  )
  return pairs.filter(([name]) => {
    const lower = name.toLowerCase()
    return !hops.has(lower) && !named.has(lower) && !without(lower)
  })
}

export function pairsOf(raw: readonly string[]): Headers {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? ''] as const)
}

/** The value of a header that is there once at most. */
export function oneOf(headers: Headers, name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1]
}

/** Whether one of these headers is there twice: two programs could take different ones. */
export function isTwice(headers: Headers, names: readonly string[]): boolean {
  return names.some((name) => headers.filter(([one]) => one.toLowerCase() === name).length > 1)
}
