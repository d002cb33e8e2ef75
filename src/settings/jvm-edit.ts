import type { Change, Edited } from '../model/change.ts'
import type { ComponentInput } from '../model/input.ts'

/**
 * The options in a program's variables that open a port of the JVM to others go: JMX (`-Dcom.sun.management.jmxremote.port`, monitoring
 * guide of JDK 8 to 21) and the debugger (`jdwp`). An address to listen on would not do: it is not known before 8u102. What is on the
 * machine still reaches the JVM by its process (jcmd). `undefined` where no variable has such an option.
 */
export function withoutDoor({ env }: ComponentInput, port: number): Edited | undefined {
  const changes = [...env].flatMap(([name, { value }]): readonly Change[] => {
    const left = without(value, port)
    if (left === value) return []
    if (left === '') return [{ kind: 'variable', name, value: undefined }]
    return [{ kind: 'rewritten', name, rewrite: (text) => without(text, port) }]
  })
  return changes.length === 0 ? undefined : { changes }
}

function without(text: string, port: number): string {
  const opens = new RegExp(`-Dcom\\.sun\\.management\\.jmxremote\\.port=["']?${port}\\b`).test(text)
  const debugs = new RegExp(`(?:-agentlib:jdwp=|-Xrunjdwp:)\\S*?address=\\S*?\\b${port}\\b`).test(text)
  return text
    .split(/(?<=\s)(?=\S)/)
    .filter(
      (word) =>
        !(opens && /^["']?-Dcom\.sun\.management\.jmxremote\./.test(word)) && !(debugs && /^["']?-(?:agentlib:jdwp=|Xrunjdwp:|Xdebug)/.test(word)),
    )
    .join('')
    .trim()
}
