import { textLines } from '../key-value.ts'
import { linesAtEnd, linesBehind } from './place.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'
import type { Setting } from './settings.ts'

/**
 * The ACL file of Redis, `['app']` for the rules of a user. Blanks alone divide the words: there are neither quotes nor comments
 * (Redis 7.0, acl.c, ACLLoadFromFile), and a line that does not begin with `user` keeps the server from starting.
 */
export const redisAclEdits: LinesEditor<readonly string[]> = linesEditor<readonly string[]>({
  read: (text) => {
    const settings: Setting<readonly string[]>[] = []
    const problems: number[] = []
    for (const { text: raw, start, number } of textLines(text)) {
      const words = [...raw.matchAll(/[^ \t\r]+/g)].map((match) => ({
        text: match[0],
        start: start + match.index,
        end: start + match.index + match[0].length,
      }))
      const [first, name, ...rules] = words
      if (first === undefined) continue
      if (first.text !== 'user' || name === undefined) {
        problems.push(number)
        continue
      }
      const end = rules.at(-1)?.end ?? name.end
      settings.push({
        path: [name.text],
        value: rules.map((rule) => rule.text),
        keySpan: { start: first.start, end: name.end },
        span: { start: rules[0]?.start ?? name.end, end },
        whole: { start: first.start, end },
      })
    }
    return { settings, problems }
  },
  write: (rules) => (rules.every((rule) => /^[^\s\p{Cc}]+$/u.test(rule)) ? [rules.join(' ')] : []),
  line: (name, written) => `user ${name} ${written}`,
  add: (text, [name = ''], written, { settings }) => {
    const last = settings.at(-1)
    const line = `user ${name} ${written}`
    return [...(last === undefined ? [] : [[linesBehind(text, last.span.end, line)]]), [linesAtEnd(text, line)]]
  },
})
