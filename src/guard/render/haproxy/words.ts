/** One word of HAProxy's configuration, in quotes in which nothing has a meaning. It has no way to write a line end: such a text is an error of ours, the schema lets none through. */
export function quoted(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new TypeError('HAProxy cannot write this text')
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** A text where HAProxy expects a log format: there a percent sign begins something. */
export function literal(text: string): string {
  return quoted(text.replaceAll('%', '%%'))
}

/** A text in a regular expression of PCRE2. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}

export interface Section {
  readonly head: string
  readonly lines: readonly string[]
}

export function written(sections: readonly Section[]): string {
  return sections.map(({ head, lines }) => `${[head, ...lines.map((line) => `    ${line}`)].join('\n')}\n`).join('\n')
}

/** `http-request return` with a status and nothing more to read than its name; `later` is a log format of the seconds to wait. */
export function refuse(status: number, condition = '', later = ''): string {
  const headers = `hdr Cache-Control no-store${later === '' ? '' : ` hdr Retry-After ${later}`}`
  return `http-request return status ${status} content-type text/plain string ${quoted(refusals[status] ?? 'refused')} ${headers}${condition === '' ? '' : ` ${condition}`}`
}

const refusals: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  411: 'Length Required',
  413: 'Content Too Large',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** Pages of the engine's own errors, without what it is. */
export function errorPages(): readonly string[] {
  return [400, 403, 408, 500, 502, 503, 504].map(
    (status) => `http-error status ${status} content-type text/plain string ${quoted(refusals[status] ?? '')}`,
  )
}
