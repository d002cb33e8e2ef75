import type { Cannot, Editor } from '../edit.ts'
import { parseVsftpdConf } from '../vsftpd-conf.ts'
import { addLine } from './line.ts'
import { settingsEditor } from './settings.ts'

const lines: Editor<readonly string[], string> = settingsEditor({
  read: (text) => {
    const { entries, problems } = parseVsftpdConf(text)
    return { settings: entries.map(({ key, value, keySpan, span }) => ({ path: [key], value, keySpan, span })), problems }
  },
  write: (value) => (value === '' || value !== value.trim() || /[\r\n]/.test(value) ? [] : [value]),
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: '=', separators: /^=$/ }),
})

const foreign: Cannot = { cannot: 'vsftpd does not start with the line ends of Windows' }

/** vsftpd.conf: no blanks beside the sign, and a value is all that stands behind it. */
export const vsftpdConfEdits: Editor<readonly string[], string> = {
  set: (text, path, value) => (text.includes('\r') ? foreign : lines.set(text, path, value)),
  remove: (text, path) => (text.includes('\r') ? foreign : lines.remove(text, path)),
}
