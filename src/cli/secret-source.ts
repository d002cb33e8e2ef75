import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { RingwallError } from '../model/error.ts'
import { boundedText } from './bounded.ts'
import type { Io } from './io.ts'

/**
 * A secret by its source, `env:NAME` or `file:PATH`: it never stands on the command line, where every user of the machine reads it.
 * `where` is the option, for errors; what stands in place of a source may be a secret by mistake, and is never shown.
 */
export function secretFrom(source: string, where: string, io: Io): string {
  const [, kind, name = ''] = /^(env|file):(.+)$/s.exec(source) ?? []
  if (kind === undefined)
    throw wrong(
      `${where}: a password is named by its source, env:NAME or file:PATH`,
      'what stands on a command line is read by every user of the machine',
    )
  const value = kind === 'env' ? io.env[name] : contents(name, where, io.cwd)
  if (value === undefined || value === '')
    throw wrong(`${where}: ${kind === 'env' ? `the variable ${name}` : name} holds nothing`, 'put the password there')
  return value
}

function contents(name: string, where: string, cwd: string): string {
  const path = resolve(cwd, name)
  const text = boundedText(path, `${where}=file:${name}`)
  if ((statSync(path).mode & 0o077) !== 0) throw wrong(`${where}: others may read ${name}`, `chmod 600 ${name}`)
  return text.replace(/\r?\n$/, '')
}

function wrong(message: string, hint: string): RingwallError {
  return new RingwallError('usage', message, { hint })
}
