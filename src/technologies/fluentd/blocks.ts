import { textLines } from '../../formats/key-value.ts'

/** A block `<match pattern> … </match>` of fluent.conf. */
export interface Block {
  readonly name: string
  readonly pattern: string
  readonly line: number
  readonly settings: readonly { readonly key: string; readonly value: string; readonly line: number }[]
  readonly blocks: readonly Block[]
}

const mostDepth = 20

/** Reads the blocks of a Fluentd 1 configuration. Lines that close nothing are passed over. */
export function parseBlocks(text: string): readonly Block[] {
  interface Open extends Block {
    readonly settings: { key: string; value: string; line: number }[]
    readonly blocks: Block[]
  }
  const make = (name: string, pattern: string, line: number): Open => ({ name, pattern, line, settings: [], blocks: [] })
  const root = make('', '', 1)
  const stack = [root]
  for (const { text: raw, number } of textLines(text)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const top = stack.at(-1) ?? root
    if (line.startsWith('</')) {
      if (stack.length > 1) stack.pop()
      continue
    }
    const open = /^<([a-z_]+)(?:\s+([^>]*))?>$/.exec(line)
    if (open !== null && stack.length <= mostDepth) {
      const block = make(open[1] ?? '', open[2] ?? '', number)
      top.blocks.push(block)
      stack.push(block)
      continue
    }
    const pair = /^(@?[\w.]+)\s*(.*)$/.exec(line)
    if (pair !== null) top.settings.push({ key: pair[1] ?? '', value: unquoted(pair[2] ?? ''), line: number })
  }
  return root.blocks
}

function unquoted(text: string): string {
  const mark = text.charAt(0)
  if (mark === '"' || mark === "'") {
    const end = text.indexOf(mark, 1)
    if (end !== -1) return text.slice(1, end)
  }
  const comment = text.indexOf(' #')
  return (comment === -1 ? text : text.slice(0, comment)).trim()
}
