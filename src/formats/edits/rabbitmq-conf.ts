import { parseCuttlefish } from '../cuttlefish.ts'
import type { Editor } from '../edit.ts'
import { addLine } from './line.ts'
import { settingsEditor } from './settings.ts'

/** rabbitmq.conf. What only some versions can hold is not written: quotes make a value in 3.13.7 and are a part of it before. */
export const rabbitmqConfEdits: Editor<readonly string[], string> = settingsEditor({
  read: (text) => {
    const { entries, includes, problems } = parseCuttlefish(text)
    return {
      settings: [
        ...entries.map(({ key, value, keySpan, span }) => ({ path: [key], value, keySpan, span })),
        ...includes.map(({ path, span }) => ({ path: ['include', path], value: path, keySpan: span, span, whole: span })),
      ].toSorted((one, other) => one.keySpan.start - other.keySpan.start),
      problems,
    }
  },
  write: (value) => (/^[^\s'#][^#\r\n]*$/.test(value) && value === value.trim() ? [value] : []),
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' = ', separators: /^[ \t]*=[ \t]*$/ }),
})
