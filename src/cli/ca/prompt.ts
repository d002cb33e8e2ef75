import { openSync } from 'node:fs'
import process from 'node:process'
import { ReadStream } from 'node:tty'
import { RingwallError } from '../../model/error.ts'

/** Asks at the terminal for what must not be seen; undefined where no terminal belongs to the program. */
export function askHidden(): ((question: string) => Promise<string>) | undefined {
  if (process.stdin.isTTY !== true) return undefined
  return ask
}

async function ask(question: string): Promise<string> {
  const terminal = new ReadStream(openSync('/dev/tty', 'r'))
  terminal.setRawMode(true)
  terminal.setEncoding('utf8')
  process.stderr.write(question)
  try {
    let typed = ''
    for await (const piece of terminal) {
      for (const character of String(piece)) {
        if (character === '\r' || character === '\n' || character === '\u0004') return typed
        if (character === '\u0003') throw new RingwallError('usage', 'interrupted')
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character
      }
    }
    return typed
  } finally {
    process.stderr.write('\n')
    terminal.setRawMode(false)
    terminal.destroy()
  }
}
