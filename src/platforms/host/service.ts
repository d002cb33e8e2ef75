import { posix } from 'node:path'
import { parseEnvironmentFile, unitWords } from '../../formats/systemd-unit.ts'
import type { Isolation, SandboxOption } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { setting, withText } from '../../model/setting.ts'
import type { Input } from '../input.ts'
import { addGap, placeAt } from '../input.ts'
import type { Machine } from './machine.ts'
import type { Program } from './program.ts'
import { throughScript } from './start.ts'
import type { UnitSettings } from './unit-settings.ts'
import { isYes, last, list } from './unit-settings.ts'
import type { View } from './view.ts'

/** The process that a service unit starts; `undefined` for a unit that starts none. */
export function serviceProgram(unit: UnitSettings, machine: Machine, look: View, input: Input): Program | undefined {
  const start = list(unit, 'ExecStart').at(-1)
  const at = start?.trail[0]
  if (start === undefined || at === undefined) return undefined
  const given = environment(unit, machine, look, input)
  const name = unit.name.replace(/\.service$/, '')
  const dynamic = isYes(last(unit, 'DynamicUser'))
  const user = last(unit, 'User') ?? (dynamic ? withText(start, name) : rootBySilence(start))
  const command = commandOf(start, given.env)
  const script = throughScript(
    command.map(({ value }) => value),
    loadedCredentials(unit, ['LoadCredential']),
    look,
  )
  return {
    name,
    command: script === undefined ? command : command.slice(1),
    env: new Map([...given.env, ...(script?.env ?? [])]),
    reads: [...given.reads, ...(script?.reads ?? [])],
    kept: script?.kept ?? [],
    user,
    at,
    unit: { value: unit.name, trail: [at, ...unit.files.map((file) => ({ file, line: 1 }))] },
    aliases: credentials(unit),
    isolation: {
      ...(last(unit, 'Restart') === undefined ? {} : { restart: last(unit, 'Restart')! }),
      ...(last(unit, 'MemoryMax') === undefined ? {} : { memoryLimit: last(unit, 'MemoryMax')! }),
      ...(last(unit, 'TasksMax') === undefined ? {} : { pidsLimit: last(unit, 'TasksMax')! }),
      ulimits: ['CORE', 'NOFILE', 'NPROC', 'MEMLOCK'].flatMap((limit) => {
        const value = last(unit, `Limit${limit}`)
        return value === undefined ? [] : [{ name: limit.toLowerCase(), value }]
      }),
      sandbox: sandbox(unit, dynamic),
      ...onlyLoopback(unit),
    },
  }
}

/** A system service without `User=` runs as root (systemd.exec(5)). */
function rootBySilence(start: Setting): Setting {
  return withText(start, 'root')
}

/** `ExecStart=` as argv: without the prefixes that change how it is run, with variables in their places (systemd.service(5), "Command lines"). */
function commandOf(start: Setting, env: ReadonlyMap<string, Setting>): readonly Setting[] {
  const prefix = /^[@\-:+!|]*/.exec(start.value)?.[0] ?? ''
  const words = unitWords(start.value.slice(prefix.length))
  const argv = prefix.includes('@') ? [words[0] ?? '', ...words.slice(2)] : words
  if (prefix.includes(':')) return argv.map((word) => withText(start, word))
  return argv.flatMap((word): readonly Setting[] => {
    const whole = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word)?.[1]
    const value = whole === undefined ? undefined : env.get(whole)
    if (value !== undefined)
      return value.value
        .split(/\s+/)
        .filter(Boolean)
        .map((part) => withText(value, part))
    return [substituted(start, word, env)]
  })
}

function substituted(start: Setting, word: string, env: ReadonlyMap<string, Setting>): Setting {
  const trail = [...start.trail]
  const text = word.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (hole, name: string) => {
    const value = env.get(name)
    if (value !== undefined) trail.push(...value.trail)
    return value?.value ?? hole
  })
  const holes = [...text.matchAll(/\$\{[^}]*\}/g)].map(([hole]) => ({
    text: hole,
    kind: 'variable' as const,
    why: `${hole} has no value in the unit`,
  }))
  return { value: text, trail, unresolved: holes }
}

function environment(
  unit: UnitSettings,
  machine: Machine,
  look: View,
  input: Input,
): { readonly env: ReadonlyMap<string, Setting>; readonly reads: readonly string[] } {
  const env = new Map<string, Setting>()
  const reads: string[] = []
  for (const line of list(unit, 'Environment')) {
    for (const word of unitWords(line.value)) {
      const equals = word.indexOf('=')
      if (equals > 0) env.set(word.slice(0, equals), withText(line, word.slice(equals + 1)))
    }
  }
  // what files say wins over Environment=, whatever the order of the lines (systemd.exec(5))
  for (const named of list(unit, 'EnvironmentFile')) {
    const optional = named.value.startsWith('-')
    const path = optional ? named.value.slice(1) : named.value
    for (const file of path.includes('*') ? matching(path, look) : [path]) {
      const opened = look.open(file)
      if (opened.state === 'text') {
        reads.push(file)
        for (const { key, value, span } of parseEnvironmentFile(opened.text)) env.set(key, setting(value, placeAt(opened.file, span), ...named.trail))
      } else if (opened.state === 'unreadable' || !optional || machine.tree === undefined) {
        const why = opened.state === 'unreadable' ? opened.why : 'it is not among the files'
        addGap(input, `${unit.name} takes variables from ${file}: ${why}`, named.trail[0]?.line)
      }
    }
  }
  return { env, reads }
}

function matching(pattern: string, look: View): readonly string[] {
  const folder = posix.dirname(pattern)
  const [before = '', after = ''] = posix.basename(pattern).split('*', 2)
  return look
    .list(folder)
    .filter((name) => name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after))
    .map((name) => posix.join(folder, name))
}

/** Files by the names under which a unit loads them: `LoadCredential=name:/path`. */
function loadedCredentials(unit: UnitSettings, keys: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    keys.flatMap((key) =>
      list(unit, key).flatMap(({ value }) => {
        const [name = '', path = ''] = value.split(/:(.*)/s, 2)
        return path.startsWith('/') ? [[name, path] as const] : []
      }),
    ),
  )
}

/** The unit's folder of credentials shows such a file. */
function credentials(unit: UnitSettings): ReadonlyMap<string, string> {
  const named = loadedCredentials(unit, ['LoadCredential', 'LoadCredentialEncrypted'])
  return new Map([...named].map(([name, path]) => [`/run/credentials/${unit.name}/${name}`, path]))
}

/** What a unit can take away from its process, and what counts as taken away (systemd.exec(5) of systemd 252). */
const confining: readonly {
  readonly name: string
  readonly holds: (value: string) => boolean
  readonly essential?: boolean
  readonly dynamic?: boolean
}[] = [
  { name: 'NoNewPrivileges', holds: yes, essential: true, dynamic: true },
  { name: 'ProtectSystem', holds: (value) => /^(?:strict|full)$/.test(value), essential: true, dynamic: true },
  { name: 'ProtectHome', holds: (value) => yes(value) || /^(?:read-only|tmpfs)$/.test(value), essential: true, dynamic: true },
  { name: 'PrivateTmp', holds: yes, essential: true, dynamic: true },
  { name: 'PrivateDevices', holds: yes },
  { name: 'ProtectKernelTunables', holds: yes },
  { name: 'ProtectKernelModules', holds: yes },
  { name: 'ProtectControlGroups', holds: yes },
  { name: 'CapabilityBoundingSet', holds: (value) => !value.startsWith('~') },
  { name: 'RestrictAddressFamilies', holds: (value) => value !== 'none' },
  { name: 'SystemCallFilter', holds: (value) => value !== '' },
]

function yes(value: string): boolean {
  return /^(?:1|yes|y|true|t|on)$/i.test(value)
}

function sandbox(unit: UnitSettings, dynamic: boolean): readonly SandboxOption[] {
  return confining.map(({ name, holds, essential = false, dynamic: implied = false }) => {
    const value = last(unit, name)
    const at: readonly Place[] = value?.trail ?? []
    return { name, essential, on: value === undefined ? dynamic && implied : holds(value.value), trail: at }
  })
}

/** `IPAddressDeny=any` with nothing but loopback allowed: a firewall of the service's own (systemd.resource-control(5)). */
function onlyLoopback(unit: UnitSettings): Pick<Isolation, 'onlyLoopback'> {
  const denied = list(unit, 'IPAddressDeny').filter(({ value }) => /(?:^|\s)any(?:\s|$)/.test(value))
  const allowed = list(unit, 'IPAddressAllow').flatMap(({ value }) => value.split(/\s+/))
  if (denied.length === 0 || !allowed.every((address) => /^(?:localhost|127\.[\d.]+(?:\/\d+)?|::1(?:\/128)?)$/.test(address))) return {}
  return { onlyLoopback: { value: true, trail: denied.flatMap(({ trail }) => trail) } }
}
