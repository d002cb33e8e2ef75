const name = /^(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/

/** The host of a request in lower case without its port; nothing where two programs could read it differently (a trailing dot, two of them, user information). */
export function canonicalHost(raw: string): string | undefined {
  const { host, port } = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d{1,5}))?$/.exec(raw)?.groups ?? {}
  if (host === undefined || raw.endsWith(':')) return undefined
  if (port !== undefined && (Number(port) > 65_535 || Number(port) === 0)) return undefined
  const lower = host.toLowerCase()
  return name.test(lower) || address.test(lower) ? lower : undefined
}
