import { connect } from 'node:net'

/** HAProxy did not do what it was told, or was not there. */
export class RuntimeFault extends Error {}

/** Tells HAProxy something over its runtime API, and gives what it says to it. */
export type Tell = (commands: readonly string[]) => Promise<string>

/** Characters of one line of commands: HAProxy reads a line into one buffer of 16 KiB (2.6, `tune.bufsize`). */
const longestLine = 12_000

/** The runtime API on its socket (HAProxy 2.6, `management.txt` 9.3). A connection for each line: it answers and closes. */
export function runtimeAt(socketPath: string, timeout = 1000): Tell {
  return async (commands) => {
    let said = ''
    for (const line of linesOf(commands)) said += await ask(socketPath, line, timeout)
    return said
  }
}

/** Commands together, as many as a line takes. */
function linesOf(commands: readonly string[]): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const command of commands) {
    if (/[\n;\\]/.test(command)) throw new RuntimeFault('a command that would be two')
    if (line !== '' && line.length + command.length > longestLine) {
      lines.push(line)
      line = ''
    }
    line += `${line === '' ? '' : ';'}${command}`
  }
  return line === '' ? lines : [...lines, line]
}

function ask(socketPath: string, line: string, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath)
    let text = ''
    socket.setEncoding('utf8').setTimeout(timeout, () => socket.destroy(new RuntimeFault('HAProxy does not answer')))
    socket.once('error', (error) => reject(error instanceof RuntimeFault ? error : new RuntimeFault(`HAProxy cannot be told: ${error.message}`)))
    socket.on('data', (part: string) => (text += part))
    socket.once('end', () => {
      socket.destroy()
      resolve(text)
    })
    socket.write(`${line}\n`)
  })
}
