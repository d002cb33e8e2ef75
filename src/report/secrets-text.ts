import type { ListedSecret, SecretsReport } from '../model/secrets-report.ts'
import { count, list, printable } from './words.ts'

const kept: Readonly<Record<ListedSecret['uses'][number]['by'], string>> = {
  default: "the product's own value",
  environment: 'environment',
  url: 'address in the environment',
  argument: 'command line',
  file: 'settings file',
  secret: 'secret file',
  build: 'argument of the build',
  label: 'label',
}

const rotated: Readonly<Record<Exclude<ListedSecret['rotation']['how'], 'refused'>, string>> = {
  beside: 'rotates while the service is up: its server takes both for a time',
  instead: 'rotates at once: connections stay, and its clients are started anew',
  holders: 'rotates with everybody who holds it, who are started anew together',
}

/** For people: one block for each secret. */
export function secretsText({ deployments }: SecretsReport): string {
  return deployments
    .map(({ name, secrets }) =>
      [`${printable(name)}: ${count(secrets.length, 'secret')}`, ...secrets.flatMap((secret) => ['', ...block(secret)])].join('\n'),
    )
    .map((text) => `${text}\n`)
    .join('\n')
}

function block({ name, strength, opens, uses, rotation }: ListedSecret): readonly string[] {
  const doors = opens.map(({ listener, user }) => (user === null ? listener : `${listener} as ${user}`))
  const rows = uses.map(({ component, key, by, at }) => [component, key, kept[by], at === null ? '' : `${at.file}:${at.line}`].map(printable))
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return [
    `  ${name}  ${strength}${doors.length === 0 ? '' : `  opens ${printable(list(doors))}`}`,
    ...rows.map((row) => `    ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
    `    ${rotation.how === 'refused' ? `no rotation: ${printable(rotation.why ?? '')}` : rotated[rotation.how]}`,
  ]
}
