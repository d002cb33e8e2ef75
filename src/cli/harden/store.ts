import { spawnSync } from 'node:child_process'
import { unitWords } from '../../formats/systemd-unit.ts'
import type { Task } from '../../engine/harden/carry.ts'
import { RingwallError } from '../../model/error.ts'
import type { Keeping } from '../../model/keeping.ts'
import type { Secret } from '../../model/text.ts'
import { pieces } from '../../model/text.ts'
import type { Io } from '../io.ts'
import { textOption } from '../options.ts'

/** Words of a command line with `{name}` where the name of a secret belongs; no shell reads them. */
type Command = (name: string) => readonly string[]

/** A store for keys that programs ask: `--secret-command` prints a secret. */
export function storeKeeping(options: Readonly<Record<string, unknown>>): Keeping {
  const command = commandOption('--secret-command', options)
  if (command === undefined)
    throw new RingwallError('usage', '--secrets command: how a secret is fetched is not said', {
      hint: "--secret-command 'bao kv get -mount=secret -field=value ringwall/{name}'",
    })
  return { in: 'store', command }
}

function commandOption(option: '--secret-command' | '--secret-put', options: Readonly<Record<string, unknown>>): Command | undefined {
  const text = textOption(options[option === '--secret-command' ? 'secretCommand' : 'secretPut'])
  if (text === undefined) return undefined
  const words = unitWords(text)
  if (words.some((word) => word.includes('{name}')) && !/[\n\0]/.test(text)) return (name) => words.map((word) => word.replaceAll('{name}', name))
  throw new RingwallError('usage', `${option}: the name of the secret has no place in it`, { hint: 'write {name} where it belongs' })
}

/**
 * Before files lose their secrets the store has them: what it does not have is put there by `--secret-put`, through a pipe, and what it gives
 * then is held against the value. Nothing that it has is written over.
 */
export function fillStore(tasks: readonly Task[], options: Readonly<Record<string, unknown>>, io: Io): void {
  const put = commandOption('--secret-put', options)
  const kept = tasks.flatMap(({ proposal }) =>
    proposal.steps.flatMap(({ does }) =>
      does.kind === 'kept-secrets' && does.keeping.in === 'store' ? [{ ...does, get: does.keeping.command }] : [],
    ),
  )
  const done = new Map<string, string>()
  for (const { variables, get } of kept) {
    for (const secret of variables.flatMap(({ text }) => pieces(text)).filter((piece): piece is Secret => typeof piece !== 'string')) {
      if (done.get(secret.name) === secret.value) continue
      if (done.has(secret.name)) throw refused(secret.name, 'two deployments have a secret of that name', 'harden them one by one')
      done.set(secret.name, secret.value)
      settle(secret, get(secret.name), put?.(secret.name), io)
    }
  }
}

function settle({ name, value }: Secret, get: readonly string[], put: readonly string[] | undefined, io: Io): void {
  const before = run(get, undefined, io)
  if (before.out === value) return
  if (before.out !== undefined && before.out !== '')
    throw refused(name, 'the store has another value of that name', 'take it away there, or name another place in --secret-command')
  if (put === undefined)
    throw refused(
      name,
      `the store does not give it: ${before.why}`,
      "say how it gets there: --secret-put 'bao kv put -mount=secret ringwall/{name} value=-'",
    )
  const written = run(put, value, io)
  if (written.out === undefined) throw refused(name, `it is not put there: ${written.why}`, 'it is given on standard input')
  const after = run(get, undefined, io)
  if (after.out !== value) throw refused(name, `what was put there does not come back: ${after.why}`, 'hold --secret-put against --secret-command')
}

function refused(name: string, why: string, hint: string): RingwallError {
  return new RingwallError('unreadable', `${name} stays where it is: ${why}`, { hint })
}

interface Said {
  /** Without the ends of lines that a shell takes away; absent where the command failed. */
  readonly out?: string
  /** Never a word of its output: that is a secret, or tells of one. */
  readonly why: string
}

function run([file = '', ...words]: readonly string[], input: string | undefined, { env, cwd }: Io): Said {
  const { status, stdout, error } = spawnSync(file, words, {
    input: input ?? '',
    env: { ...env },
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 1 << 20,
  })
  if (error !== undefined) return { why: `${file} cannot be run (${'code' in error ? String(error.code) : 'unknown'})` }
  if (status !== 0) return { why: `${file} ended with ${status ?? 'a signal'}` }
  return { out: stdout.replace(/\n+$/, ''), why: `${file} gives another text` }
}
