/** An answer that is its head and nothing else. */
export interface Answer {
  readonly status: 200 | 401 | 403
  readonly headers: Readonly<Record<string, string>>
}

const reasons = { 200: 'OK', 401: 'Unauthorized', 403: 'Forbidden' } as const
const value = /^[\t\x20-\x7e\x80-\xff]*$/

/** The bytes of an answer as Latin-1. A value that would begin another header is an error of ours: that answer is a refusal. */
export function writtenAnswer({ status, headers }: Answer): string {
  let text = `HTTP/1.1 ${status} ${reasons[status]}\r\n`
  for (const name of Object.keys(headers)) {
    const content = headers[name]!
    if (!value.test(content)) return 'HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n'
    text += `${name}: ${content}\r\n`
  }
  return `${text}content-length: 0\r\n\r\n`
}
