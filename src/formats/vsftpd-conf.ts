import type { KeyValue, KeyValueFile } from './key-value.ts'

/**
 * Reads vsftpd.conf (vsftpd 3.0.3, parseconf.c): blanks in front of a key are skipped and no others, so that `key = value` names the key
 * `key ` and a comment stands at the very start of its line. A value ends with its line, blanks and carriage return and all.
 */
export function parseVsftpdConf(text: string): KeyValueFile {
  const entries: KeyValue[] = []
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let line = 1; start < text.length; line++) {
    const newline = text.indexOf('\n', start)
    const stop = newline === -1 ? text.length : newline
    const content = text.slice(start, stop)
    if (!content.startsWith('#') && content.trim() !== '') {
      const from = start + content.length - content.trimStart().length
      const sign = content.indexOf('=')
      const end = sign === -1 ? stop : start + sign
      const value = sign === -1 ? stop : end + 1
      entries.push({
        key: text.slice(from, end),
        value: text.slice(value, stop),
        keySpan: { line, endLine: line, start: from, end },
        span: { line, endLine: line, start: value, end: stop },
      })
    }
    start = stop + 1
  }
  return { entries, problems: [] }
}
