import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import type { Deployment } from '../../model/graph.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { listOption, textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import { findDeployments, sourceOptions } from '../sources.ts'
import { opener } from './age.ts'
import { deploymentsIn } from './find.ts'
import { ending, sealFiles, writeOpened } from './sealed-files.ts'

/** `ringwall secrets seal`: beside every file that holds secrets its sealed form, for a repository. */
export async function sealSecrets(path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const recipients = recipientsOf(options, io)
  const target = resolve(io.cwd, path)
  if (!existsSync(target)) throw new RingwallError('no-such-path', `${path}: no such file or folder`)
  const real = realpathSync(target)
  const isFolder = statSync(real).isDirectory()
  const folder = isFolder ? real : dirname(real)
  const names = isFolder ? secretFiles(path, options, io).map((file) => relative(folder, file)) : [basename(real)]
  const outside = names.find((name) => name.startsWith('..'))
  if (outside !== undefined) throw new RingwallError('outside-root', `${outside} lies outside of ${path}`, { hint: 'give the folder above as PATH' })
  if (names.length === 0) throw new RingwallError('usage', `${path}: there is no file that holds secrets and can be sealed`, { hint: 'name a file' })
  await sealFiles(folder, names, recipients)
  for (const name of names) io.stdout.write(`${name}${ending}\n`)
  io.stderr.write(`ringwall: note: keep the files themselves out of the repository, and the sealed ones in it\n`)
  return exit.clean
}

/** `ringwall secrets open`: the files that were sealed, where they are to be read. What is there and differs is not written over. */
export async function openSecrets(path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const source = textOption(options['identity'])
  if (source === undefined)
    throw new RingwallError('usage', 'nothing to open them with', { hint: 'name the identity: --identity file:PATH or env:NAME' })
  const open = await opener(secretFrom(source, '--identity', io))
  const target = resolve(io.cwd, path)
  if (!existsSync(target)) throw new RingwallError('no-such-path', `${path}: no such file or folder`)
  const isFolder = statSync(target).isDirectory()
  const folder = isFolder ? target : dirname(target)
  const sealed = isFolder ? sealedBelow(target) : [basename(target)]
  const odd = sealed.find((name) => !name.endsWith(ending))
  if (sealed.length === 0 || odd !== undefined)
    throw new RingwallError('usage', `${path}: nothing is sealed there`, { hint: '`ringwall secrets seal` makes NAME.age' })
  const opened = new Map<string, Uint8Array>()
  for (const name of sealed) {
    const content = await open(boundedText(join(folder, name), name), name)
    const to = name.slice(0, -ending.length)
    const there = existsSync(join(folder, to)) ? readFileSync(join(folder, to)) : undefined
    if (there !== undefined && Buffer.compare(there, content) === 0) continue
    if (there !== undefined && options['force'] !== true)
      throw new RingwallError('unwritable', `${to} is there already, with something else in it`, { hint: 'seal it anew, or add --force' })
    opened.set(to, content)
  }
  // nothing is written before all can be opened
  writeOpened(folder, opened)
  for (const name of opened.keys()) io.stdout.write(`${name}\n`)
  return exit.clean
}

/** Who can open what is sealed, as a call names them. */
export function recipientsOf(options: Readonly<Record<string, unknown>>, io: Io): readonly string[] {
  const files = listOption(options['toFile']).map((file) => boundedText(resolve(io.cwd, file), `--to-file ${file}`))
  const lines = files.flatMap((text) => text.split(/\r?\n/).map((line) => line.trim())).filter((line) => line !== '' && !line.startsWith('#'))
  const all = [...listOption(options['to']), ...lines]
  if (all.length === 0)
    throw new RingwallError('usage', 'nobody to seal them for', { hint: 'name a recipient: --to age1..., or a file of them with --to-file' })
  return [...new Set(all)]
}

/** Files of deployments in which a value itself stands, and private keys. Compose files have to be read by whoever works on them. */
function secretFiles(path: string, options: Readonly<Record<string, unknown>>, io: Io): readonly string[] {
  const found = findDeployments(path, sourceOptions(options), io.cwd)
  const deployments = deploymentsIn(found, new Date().toISOString())
  const composed = new Set(deployments.flatMap(({ input }) => input.inputs.flatMap(({ as, file }) => (as === 'compose' ? [file] : []))))
  const held = new Set<string>()
  for (const [file, text] of found.files.texts()) {
    const shown = found.files.display(file)
    const isHeld = deployments.some((deployment) => holdsValue(deployment, shown, text)) || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)
    if (!isHeld || file.endsWith(ending)) continue
    if (composed.has(shown)) io.stderr.write(`ringwall: note: ${shown} holds secrets and is not sealed: \`ringwall harden\` moves them out\n`)
    else held.add(realpathSync(file))
  }
  return [...held].toSorted()
}

function holdsValue({ credentials }: Deployment, file: string, text: string): boolean {
  const lines = text.split('\n')
  return credentials.some(({ value, uses }) =>
    uses.some(({ trail }) => trail.some((place) => place.file === file && value.value !== '' && (lines[place.line - 1] ?? '').includes(value.value))),
  )
}

function sealedBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !/(?:^|\/)(?:\.git|node_modules)\//.test(name) && statSync(join(folder, name)).isFile())
    .toSorted()
}
