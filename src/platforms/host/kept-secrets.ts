import { parseUnit, unitWords } from '../../formats/systemd-unit.ts'
import type { SecretSource, StartVariable } from '../../formats/start-script.ts'
import { readStart, writeStart } from '../../formats/start-script.ts'
import type { KeptSecrets } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Keeping } from '../../model/keeping.ts'
import { ownFolder, ownFolderOf } from '../../model/own-files.ts'
import type { Secret } from '../../model/text.ts'
import { pieces } from '../../model/text.ts'
import type { Outcome, Workspace } from '../workspace.ts'
import { inTurn } from '../workspace.ts'
import { dropInFolder } from './drop-in.ts'
import { putFile } from './new-file.ts'
import type { VariableFile } from './variables.ts'
import { withoutVariable } from './variables.ts'

/** The last of a unit's drop-ins that are named as people name them: what it says of the command is what counts. */
const dropIn = 'zz-ringwall-secrets.conf'

/** What a start goes through; what stops a unit or reloads it seldom needs its variables. */
const starting = ['ExecStartPre', 'ExecStart', 'ExecStartPost'] as const

/**
 * A unit's variables get their secrets from where these are kept: a script fetches them and becomes the program (systemd.exec(5),
 * "LoadCredential="; systemd 252). They go out of `Environment=` and out of files of variables.
 */
export function keepSecrets(component: ComponentInput, space: Workspace, { variables, keeping }: KeptSecrets): Outcome {
  const { unit, id, env, home } = component
  const files = unit?.trail.slice(1).map(({ file }) => file) ?? []
  const [first] = files
  if (unit === undefined || first === undefined) return { cannot: `no unit starts ${id}: what hands secrets to it is not known here` }
  const script = `${ownFolderOf(component)}/start`
  const texts = files.map((file) => ({ file, text: space.read(space.path(file)) ?? '' }))
  const commands = commandsOf(texts)
  const names = variables.map(({ name }) => name)
  const trouble = whyNot(commands, names, id) ?? elsewhere(texts, id)
  if (trouble !== undefined) return { cannot: trouble }
  const secrets = new Map(
    variables.flatMap(({ text }) => pieces(text)).flatMap((piece) => (typeof piece === 'string' ? [] : [[piece.name, piece] as const])),
  )
  const place = home?.(script)
  if (place === undefined) return { cannot: `where ${script} belongs is not known` }
  const before = readStart(space.read(space.path(place)) ?? '') ?? { sources: [], variables: [] }
  const sources = [...secrets.keys()].map((name): SecretSource => (keeping.in === 'store' ? { name, command: keeping.command(name) } : { name }))
  const wanted = variables.map(({ name, text }): StartVariable => ({
    name,
    text: pieces(text).map((piece) => (typeof piece === 'string' ? piece : { secret: piece.name })),
  }))
  const text = writeStart({ sources: merged(before.sources, sources), variables: merged(before.variables, wanted) })
  const written = putFile(component, space, { kind: 'file', path: script, text, isSecret: false })
  if ('cannot' in written) return written
  space.put(space.path(place), { text, mode: 0o755 })
  const stored = keeping.in === 'store' ? [] : inTurn(secrets.values(), (secret) => putCredential(component, space, secret, keeping))
  if ('cannot' in stored) return stored
  writeDropIn(
    space,
    `${dropInFolder(first, unit.value)}/${dropIn}`,
    keeping.in === 'store' ? [] : [...secrets.keys()].map((name) => loading(name, keeping)),
    commands,
    script,
  )
  const taken = inTurn(variables, ({ name }) => {
    const own = new Set([...files, ...(env.get(name)?.trail.map(({ file }) => file) ?? [])])
    return inTurn(own, (file) => takeOut(space, file, files.includes(file) ? 'unit' : 'variables', name))
  })
  return 'cannot' in taken ? taken : [...written, ...stored, ...taken]
}

function merged<T extends { readonly name: string }>(before: readonly T[], after: readonly T[]): readonly T[] {
  return [...new Map([...before, ...after].map((each) => [each.name, each])).values()]
}

interface Command {
  readonly key: string
  readonly value: string
}

/** The commands of a start as they are written: without our own drop-in, and with what an empty line forgets. */
function commandsOf(files: readonly { readonly file: string; readonly text: string }[]): readonly Command[] {
  let commands: readonly Command[] = []
  for (const { file, text } of files) {
    if (file.endsWith(`/${dropIn}`)) continue
    for (const { section, key, value } of parseUnit(text).entries) {
      if (section !== 'Service' || !starting.some((each) => each === key)) continue
      commands = value === '' ? commands.filter((each) => each.key !== key) : [...commands, { key, value }]
    }
  }
  return commands
}

function whyNot(commands: readonly Command[], names: readonly string[], id: string): string | undefined {
  if (!commands.some(({ key }) => key === 'ExecStart')) return `the unit of ${id} starts nothing that is written there`
  const odd = names.find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (odd !== undefined) return `${odd} is no name that a shell knows`
  if (commands.some(({ value }) => prefixOf(value).includes('@'))) return `${id} is started under another name than its file has`
  const used = names.find((name) => commands.some(({ value }) => new RegExp(String.raw`\$(?:${name}\b|\{${name}\})`).test(value)))
  return used === undefined ? undefined : `${used} stands in the command of ${id}: the program has to take it from its environment`
}

/** Settings with which the program sees other files than the machine has, or may not start a shell (systemd.exec(5)). */
function elsewhere(files: readonly { readonly text: string }[], id: string): string | undefined {
  const entries = files.flatMap(({ text }) => parseUnit(text).entries)
  const found = entries.find(
    ({ section, key, value }) => section === 'Service' && /^(?:RootDirectory|RootImage|NoExecPaths)$/.test(key) && value !== '',
  )
  return found === undefined ? undefined : `the unit of ${id} has ${found.key}=: what starts it would not be found there`
}

function prefixOf(command: string): string {
  return /^[@\-:+!|]*/.exec(command)?.[0] ?? ''
}

function credentialPath(name: string, { sealed }: Keeping & { in: 'credentials' }): string {
  return `${ownFolder}/secrets/${name}${sealed === undefined ? '' : '.cred'}`
}

function loading(name: string, keeping: Keeping & { in: 'credentials' }): string {
  return `LoadCredential${keeping.sealed === undefined ? '' : 'Encrypted'}=${name}:${credentialPath(name, keeping)}`
}

/** For root alone: the manager reads it, whoever the program runs as. One that is there is of another secret unless it says the same. */
function putCredential({ home, id }: ComponentInput, space: Workspace, secret: Secret, keeping: Keeping & { in: 'credentials' }): Outcome {
  const path = credentialPath(secret.name, keeping)
  const place = home?.(path)
  if (place === undefined) return { cannot: `where ${path} of ${id} belongs is not known` }
  const text = keeping.sealed === undefined ? secret.value : keeping.sealed(secret)
  const there = space.read(space.path(place))
  if (there !== undefined && there !== text) return { cannot: `${place} holds another secret` }
  if (there === undefined) space.put(space.path(place), { text, mode: 0o600, owner: { user: 0, group: 0 } })
  return `/${place}`.endsWith(path) ? [] : [`${place} belongs to ${path} on the machine, for root alone`]
}

function writeDropIn(space: Workspace, file: string, loads: readonly string[], commands: readonly Command[], script: string): void {
  const path = space.path(file)
  const before = (space.read(path) ?? '').split('\n').filter((line) => line.startsWith('LoadCredential'))
  const keys = starting.filter((key) => commands.some((each) => each.key === key))
  const lines = keys.flatMap((key) => [
    `${key}=`,
    ...commands.filter((each) => each.key === key).map(({ value }) => `${key}=${started(value, script)}`),
  ])
  const text = [
    '# Made by `ringwall harden`: a script fetches the secrets and becomes the program.',
    '[Service]',
    ...new Set([...before, ...loads]),
    ...lines,
    '',
  ]
  space.put(path, { text: text.join('\n'), mode: 0o644 })
}

function started(command: string, script: string): string {
  const prefix = prefixOf(command)
  return unitWords(command.slice(prefix.length))[0] === script ? command : `${prefix}${script} ${command.slice(prefix.length).trimStart()}`
}

/** Every assignment of the variable in a file that has one. What belongs to a package is not changed. */
function takeOut(space: Workspace, file: string, kind: VariableFile, name: string): Outcome {
  const path = space.path(file)
  const text = space.read(path)
  const rest = text === undefined ? undefined : withoutVariable(text, kind, name)
  if (text === undefined || rest === undefined) return []
  if (typeof rest !== 'string') return { cannot: `${file}: ${rest.cannot}` }
  if (file.endsWith('@.service')) return { cannot: `${name} stands in ${file}, from which other units are made` }
  if (/(?:^|\/)usr\/lib\/systemd\//.test(file)) return { cannot: `${name} stands in ${file}, which belongs to a package` }
  return space.edit(path, () => ({ edits: [{ start: 0, end: text.length, text: rest }], notes: [] }))
}
