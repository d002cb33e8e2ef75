import { spawn } from 'node:child_process'
import { RingwallError } from '../../../model/error.ts'
import type { Io } from '../../io.ts'

export interface Program {
  /** The program and its words; none of them is a secret, since every user of the machine sees them. */
  readonly argv: readonly string[]
  readonly cwd?: string
  readonly env: Io['env']
}

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Milliseconds: images may have to be fetched. */
const longest = 15 * 60_000

/** Of what it says no more is kept. */
const mostCharacters = 1 << 20

/**
 * Runs a program to its end, without a shell and with nothing to read. It is in a group of its own: Ctrl-C ends this process's work in good
 * order and not the engine's in the middle.
 */
export function runProgram({ argv: [file = '', ...words], cwd, env }: Program): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const said = { out: '', err: '' }
    for (const [name, stream] of [
      ['out', child.stdout],
      ['err', child.stderr],
    ] as const) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => {
        said[name] = `${said[name]}${text}`.slice(-mostCharacters)
      })
    }
    const late = setTimeout(() => child.kill('SIGTERM'), longest)
    child.once('error', (cause) => {
      clearTimeout(late)
      const code = 'code' in cause ? String(cause.code) : 'unknown'
      reject(new RingwallError('unreadable', `${file} cannot be started (${code})`, { cause }))
    })
    child.once('close', (code) => {
      clearTimeout(late)
      resolve({ code, ...said })
    })
  })
}
