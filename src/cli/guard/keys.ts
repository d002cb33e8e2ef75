import { segmentsOfPattern } from '../../guard/document/sites.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { ask } from './speak.ts'

type Options = Readonly<Record<string, unknown>>

const day = 86_400_000

interface Key {
  readonly id: string
  readonly owner: string
  readonly purpose: string
  readonly ending: string
  readonly state: string
  readonly expires: number
  readonly lastUsed?: number
  readonly endsSoon: boolean
  readonly usedAfterRotation: boolean
  readonly text?: string
}

/** `ringwall guard keys list`: 1 where a key ends soon, or an old one of a rotation is still used. */
export async function runKeyList(options: Options, io: Io): Promise<number> {
  const keys = (await ask(options, io, 'GET', '/keys')) as readonly Key[]
  for (const key of keys) {
    const used = key.lastUsed === undefined ? 'never used' : `last used ${dateOf(key.lastUsed)}`
    const marks = [...(key.endsSoon ? ['ends soon'] : []), ...(key.usedAfterRotation ? ['still used after its rotation'] : [])]
    io.stdout.write(`${[key.id, `...${key.ending}`, key.owner, key.state, `until ${dateOf(key.expires)}`, used, ...marks].join('  ')}\n`)
  }
  if (keys.length === 0) io.stdout.write('no keys\n')
  return keys.some(({ endsSoon, usedAfterRotation }) => endsSoon || usedAfterRotation) ? exit.findings : exit.clean
}

/** `ringwall guard keys new ID`: prints the key, once. */
export async function runKeyNew(id: string, options: Options, io: Io): Promise<number> {
  const paths = orElse(listOf(options['path']), ['/**'])
  const methods = orElse(listOf(options['method']), ['GET', 'HEAD'])
  const scopes = listOf(options['site']).flatMap((host) => paths.map((path) => ({ host, methods, ...patternOf(path) })))
  const life = Number(textOption(options['days']) ?? '90') * day
  const made = await ask(options, io, 'POST', '/keys', {
    id,
    owner: textOption(options['owner']),
    purpose: textOption(options['purpose']),
    scopes,
    sources: listOf(options['from']),
    life,
  })
  return shownOnce(made as Key, io)
}

export async function runKeyRotate(id: string, options: Options, io: Io): Promise<number> {
  const hours = Number(textOption(options['overlap']) ?? '24')
  return shownOnce((await ask(options, io, 'POST', `/keys/${encodeURIComponent(id)}/rotate`, { overlap: hours * 3_600_000 })) as Key, io)
}

export async function runKeyRevoke(id: string, options: Options, io: Io): Promise<number> {
  await ask(options, io, 'POST', `/keys/${encodeURIComponent(id)}/revoke`, {})
  io.stdout.write(`${id} is revoked\n`)
  return exit.clean
}

/** The key alone on standard output, so that it goes into a file; what is to be known of it beside. */
function shownOnce({ id, text, expires }: Key, io: Io): number {
  io.stderr.write(`${id}, until ${dateOf(expires)}; it is shown this once\n`)
  io.stdout.write(`${text ?? ''}\n`)
  return exit.clean
}

function patternOf(path: string): { readonly segments: readonly (string | null)[]; readonly below: boolean } {
  if (!/^\/[^?#%;\\\s]*$/.test(path)) throw new RingwallError('usage', `--path ${path}: no path`, { hint: '/a/*/b exactly, /a/** with all below' })
  const { segments, below } = segmentsOfPattern(path)
  return { segments: segments.map((one) => one ?? null), below }
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function orElse(given: readonly string[], usual: readonly string[]): readonly string[] {
  return given.length === 0 ? usual : given
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
