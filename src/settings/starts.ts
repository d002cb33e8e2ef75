import type { ComponentInput } from '../model/input.ts'
import { commandLine, runs } from '../protocols/arguments.ts'

/**
 * False when the component is a one-off command of an image that usually serves: `psql`, `mongosh`, a script that waits for the server.
 * Without a command, with options only, or when one of its words is a server, the image serves; a script is asked whether it names one.
 */
export function starts(input: ComponentInput, servers: readonly string[], clients: readonly string[]): boolean {
  const words = commandLine(input)
  const first = words[0]?.value ?? ''
  if (first === '' || first.startsWith('-') || runs(words, ...servers)) return true
  const scripts = words.flatMap(({ value }) => {
    const opened = /^\/[^\s]+$/.test(value) ? input.open(value) : undefined
    return opened?.state === 'text' ? [opened.text] : []
  })
  if (scripts.some((text) => mentions(text, servers))) return true
  return (
    !runs(words, ...clients) &&
    !words.some(({ value }) => /\s/.test(value) && mentions(value, clients)) &&
    !scripts.some((text) => mentions(text, clients))
  )
}

function mentions(text: string, programs: readonly string[]): boolean {
  const words = new Set(text.split(/[\s"'`();&|$]+/).map((word) => word.slice(word.lastIndexOf('/') + 1)))
  return programs.some((program) => words.has(program))
}
