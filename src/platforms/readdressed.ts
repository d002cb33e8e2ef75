import type { Readdressed, TextChange } from '../model/change.ts'
import type { Outcome, Workspace } from './workspace.ts'

/** Writes another host where a client's settings name one; a place where it is written already stays. */
export function readdress(space: Workspace, { old, host, places }: Readdressed): Outcome {
  let last: { readonly cannot: string } = { cannot: `where ${old} is written is not known` }
  let isWritten = false
  for (const place of places) {
    // some places only lead to the file where it stands
    const done = space.edit(space.path(place.file), (text) => readdressLine(text, place.line, old, host))
    if ('cannot' in done) last = done
    else isWritten = true
  }
  return isWritten ? [] : last
}

/**
 * The host of one line: behind the sign that separates key and value, or the tag in XML, where it stands once as a word of its own or in an
 * address.
 */
export function readdressLine(text: string, line: number, old: string, host: string): TextChange {
  const lines = text.split('\n')
  const written = lines[line - 1]
  if (written === undefined) return { cannot: `there is no line ${line}` }
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const value = /^\s*</.test(written) ? written.indexOf('>') : Math.max(0, written.search(/[:=]/))
  const found = [...hostsIn(written, old)].filter((at) => at >= value)
  const [first] = found
  if (first === undefined) {
    if ([...hostsIn(written, host)].length > 0) return { edits: [], notes: [] }
    return { cannot: `the host ${old} does not stand in line ${line} as it is read` }
  }
  if (found.length > 1) return { cannot: `${old} stands more than once in line ${line}` }
  return { edits: [{ start: start + first, end: start + first + old.length, text: host }], notes: [] }
}

function* hostsIn(line: string, host: string): Iterable<number> {
  for (let at = line.indexOf(host); at !== -1; at = line.indexOf(host, at + 1)) {
    const rest = line.slice(at + host.length)
    // `redis://` is a scheme
    if (/(?:^|[\s:=,;"'{([/@>]|:-)$/.test(line.slice(Math.max(0, at - 2), at)) && /^(?:$|[\s,;"'})\]#&:/?<])/.test(rest) && !rest.startsWith('://'))
      yield at
  }
}
