import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

/** One line of a file of sysctl.d, as sysctl.d(5) of systemd 252 describes it. */
export interface SysctlEntry {
  /** With `/` between its parts, as below `/proc/sys`; may hold wildcards. */
  readonly key: string
  /** Absent for `-key`: no wildcard sets it. */
  readonly value: string | undefined
  readonly span: Span
}

/** Reads sysctl.conf and files of sysctl.d; equal keys stay apart, in the order of the file. */
export function parseSysctl(text: string): { readonly entries: readonly SysctlEntry[]; readonly problems: readonly Problem[] } {
  const lines = linesOf(text)
  const entries: SysctlEntry[] = []
  const problems: Problem[] = []
  for (const { text: raw, number, start } of textLines(text)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const from = start + raw.indexOf(line)
    const span = lines.span(from, from + line.length)
    const equals = line.indexOf('=')
    const optional = line.startsWith('-')
    const name = line.slice(optional ? 1 : 0, equals === -1 ? line.length : equals).trim()
    if (name === '' || (equals === -1 && !optional)) problems.push({ line: number, message: 'a line is no assignment' })
    else entries.push({ key: sysctlKey(name), value: equals === -1 ? undefined : line.slice(equals + 1).trim(), span })
  }
  return { entries, problems }
}

/** `net.ipv4.conf.eth0/1.forwarding` as `net/ipv4/conf/eth0.1/forwarding`: where a dot comes first, dots and slashes change places. */
export function sysctlKey(name: string): string {
  const first = /[./]/.exec(name)?.[0]
  return first === '.' ? name.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.')) : name
}
