import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import type { Deployment } from '../../model/graph.ts'
import { realDisk, replaceFile } from '../../storage/disk.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { listOption, textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import { findDeployments, sourceOptions } from '../sources.ts'
import { opener, seal } from './age.ts'
import { deploymentsIn } from './find.ts'

const ending = '.age'

/** `ringwall secrets seal`: beside every file that holds secrets its sealed form, for a repository. */
export async function sealSecrets(path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const recipients = recipientsOf(options, io)
  const target = resolve(io.cwd, path)
  const isFolder = existsSync(target) && statSync(target).isDirectory()
  const files = isFolder ? secretFiles(path, options, io) : [target]
  if (files.length === 0) throw new RingwallError('usage', `${path}: there is no file that holds secrets and can be sealed`, { hint: 'name a file' })
  for (const file of files) {
    const sealed = await seal(readFileSync(file), recipients)
    replaceFile(realDisk, `${file}${ending}`, sealed, 0o644)
    io.stdout.write(`${relative(io.cwd, file)}${ending}\n`)
  }
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
  const sealed = statSync(target).isDirectory() ? sealedBelow(target) : [target]
  if (sealed.length === 0) throw new RingwallError('usage', `${path}: nothing is sealed there`, { hint: '`ringwall secrets seal` makes .age files' })
  const opened: (readonly [file: string, content: Uint8Array])[] = []
  for (const file of sealed) {
    const shown = relative(io.cwd, file)
    const content = await open(boundedText(file, shown), shown)
    const to = file.slice(0, -ending.length)
    if (existsSync(to) && Buffer.compare(readFileSync(to), content) === 0) continue
    if (existsSync(to) && options['force'] !== true)
      throw new RingwallError('unwritable', `${relative(io.cwd, to)} is there already, with something else in it`, {
        hint: 'seal it anew, or add --force',
      })
    opened.push([to, content])
  }
  // nothing is written before all can be opened
  for (const [file, content] of opened) {
    replaceFile(realDisk, file, content, existsSync(file) ? statSync(file).mode & 0o777 : 0o600)
    io.stdout.write(`${relative(io.cwd, file)}\n`)
  }
  return exit.clean
}

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
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith(ending) && !/(?:^|\/)(?:\.git|node_modules)\//.test(name),
  )
  return names
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .toSorted()
}
