/** What a client asks of the proxy. */
export interface Request {
  /** Address of the client. */
  readonly source: string
  readonly method: string
  /** `http`; of CONNECT there is none. */
  readonly scheme?: string
  readonly host: string
  readonly port: number
  /** With its slash and query; of CONNECT there is none. */
  readonly path?: string
  /** The ACL whose list holds the host, although that list is not here; `''` when none does. */
  readonly member?: string
  /** Address of the host, where it is known. */
  readonly address?: string
}

/** The address as `url_regex` sees it. */
export function urlOf({ scheme, host, port, path }: Request): string {
  if (scheme === undefined) return `${host}:${port}`
  return `${scheme}://${host}${port === (scheme === 'https' ? 443 : 80) ? '' : `:${port}`}${path ?? '/'}`
}

/** True, false, or undefined where it cannot be told. */
export type Maybe = boolean | undefined

export function not(value: Maybe): Maybe {
  return value === undefined ? undefined : !value
}

/** True when one is; undefined when one may be. */
export function some<T>(all: readonly T[], holds: (each: T) => Maybe): Maybe {
  let result: Maybe = false
  for (const each of all) {
    const one = holds(each)
    if (one === true) return true
    if (one === undefined) result = undefined
  }
  return result
}

/** False when one is not; undefined when one may not be. */
export function every<T>(all: readonly T[], holds: (each: T) => Maybe): Maybe {
  return not(some(all, (each) => not(holds(each))))
}
