import type { Editor } from '../edit.ts'
import { parseAssignments } from '../shell-assignments.ts'
import { linesAtEnd } from './place.ts'
import type { SettingsRead } from './settings.ts'
import { settingsEditor } from './settings.ts'

/** Assignments of shell scripts: java.env, spark-env.sh, /etc/default/x. */
export const shellEdits: Editor<readonly string[], string> = settingsEditor({
  read,
  write,
  // a line further up could stand in a condition or be undone later
  add: (text, path, written, found) => [[linesAtEnd(text, `${exported(text, found)}${path.at(-1) ?? ''}=${written}`)]],
})

function read(text: string): SettingsRead<string> {
  const { entries, problems } = parseAssignments(text)
  return {
    settings: entries.map(({ key, value, append, keySpan, span }) => {
      const open = isOpen(text.slice(span.start, span.end))
      const base = { path: [key], keySpan, span, value: open ? `\0${value}` : value.replaceAll('\\$', '$') }
      if (append) return { ...base, locked: 'the value is put together by several assignments' }
      return open ? { ...base, note: 'the value was put together by the shell; now it is a fixed one' } : base
    }),
    problems,
  }
}

/** Whether the shell puts something in: a dollar or a backquote that nothing quotes. */
function isOpen(written: string): boolean {
  const rest = written.replace(/"(?:[^"\\]|\\[^])*"|'[^']*'|\\[^]/g, (quoted) => (quoted.startsWith('"') ? quoted.replace(/\\[^]/g, '') : ''))
  return /[$`]/.test(rest)
}

function exported(text: string, { settings }: SettingsRead<string>): string {
  const last = settings.at(-1)
  return last !== undefined && /(?:^|\n)export[ \t]+$/.test(text.slice(0, last.keySpan.start).slice(-20)) ? 'export ' : ''
}

/** POSIX 2.2: nothing has a meaning in single quotes. */
function write(value: string, old: string | undefined): readonly string[] {
  const single = `'${value.replaceAll("'", "'\\''")}'`
  const double = `"${value.replace(/["\\$`]/g, '\\$&')}"`
  if (/^[\w./:@%+,=-]+$/.test(value) && !/^["']/.test(old ?? '')) return [value]
  return old?.startsWith('"') === true && !/[`$\n]/.test(value) ? [double, single] : [single]
}
