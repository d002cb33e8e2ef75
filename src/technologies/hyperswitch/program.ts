import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { commandLine, flag, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { prefixed, settingsTree } from '../../settings/settings-tree.ts'
import { openTree } from '../../settings/trees.ts'

export type Program = 'router' | 'scheduler' | 'drainer'

export function programOf(input: ComponentInput): Program {
  const words = commandLine(input)
  if (runs(words, 'router')) return 'router'
  if (runs(words, 'drainer') || matchesImage(input.image, ['*/hyperswitch-drainer'])) return 'drainer'
  const scheduler =
    runs(words, 'scheduler') || matchesImage(input.image, ['*/hyperswitch-producer', '*/hyperswitch-consumer', '*/hyperswitch-scheduler'])
  return scheduler ? 'scheduler' : 'router'
}

/** What [secrets_management] decrypts at start is no secret in the settings (crates/router/src/configs/secrets_transformers.rs). */
export function isManaged(tree: SettingsTree): boolean {
  return /^(?:aws_kms|gcp_kms|hashi_?corp_vault)$/.test(tree.get('secrets_management.secrets_manager')?.value ?? '')
}

/** The file that `-f` names, else the one that RUN_ENV chooses in CONFIG_DIR; variables win (router_env and crates/router/src/configs/settings.rs). */
export function settingsOf(input: ComponentInput, program: Program, gaps: Gap[]): SettingsTree {
  const given = flag(commandLine(input), ['-f', '--config-path'])?.value
  const folder = input.env.get('CONFIG_DIR')?.value ?? '/local/config'
  const stage = input.env.get('RUN_ENV')?.value ?? 'sandbox'
  const path = given?.value ?? `${folder}/${program === 'drainer' ? 'drainer' : stage}.toml`
  const file = openTree(input, [path], gaps)
  if (file === undefined && given !== undefined) {
    gaps.push({ why: `${input.id} reads ${path}, which is not among the files here`, place: given.trail[0] ?? input.at })
  }
  return settingsTree(input, file === undefined ? [] : [file], prefixed(program === 'drainer' ? 'DRAINER' : 'ROUTER'))
}
