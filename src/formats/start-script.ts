/**
 * A script for sh(1) that fetches secrets, hands them to a program as variables, and becomes that program (POSIX.1-2017, `exec`): no secret
 * stands in it, and none gets onto a command line.
 */
export interface StartScript {
  readonly sources: readonly SecretSource[]
  readonly variables: readonly StartVariable[]
}

export interface SecretSource {
  /** Lower case, digits and hyphens. */
  readonly name: string
  /** A program that prints it; absent: the service manager hands it over as a credential of this name. */
  readonly command?: readonly string[]
}

export interface StartVariable {
  readonly name: string
  /** Its text, with names of sources where their secrets stand. */
  readonly text: readonly (string | { readonly secret: string })[]
}

const mark = '# ringwall: secrets from where they are kept, then the program itself'

/** A secret that cannot be had, or is empty, ends the script with its name: the program is not started without it. */
export function writeStart({ sources, variables }: StartScript): string {
  return [
    '#!/bin/sh',
    mark,
    'set -eu',
    ...sources.flatMap(({ name, command }) => [
      `${shellName(name)}=$(${command === undefined ? `cat "$CREDENTIALS_DIRECTORY/${name}"` : command.map(quoted).join(' ')})`,
      `: "\${${shellName(name)}:?is empty}"`,
    ]),
    ...variables.map(
      ({ name, text }) =>
        `export ${name}=${text.map((piece) => (typeof piece === 'string' ? quoted(piece) : `"$${shellName(piece.secret)}"`)).join('')}`,
    ),
    'exec "$@"',
    '',
  ].join('\n')
}

/** What a script says that `writeStart` wrote; `undefined` for every other text. */
export function readStart(text: string): StartScript | undefined {
  const lines = text.split('\n')
  if (lines[1] !== mark) return undefined
  const sources: SecretSource[] = []
  const variables: StartVariable[] = []
  for (const line of lines) {
    const [, name = '', command] = /^secret_(\w+)=\$\((.*)\)$/.exec(line) ?? []
    if (command !== undefined) {
      const credential = /^cat "\$CREDENTIALS_DIRECTORY\/([a-z0-9-]+)"$/.exec(command)?.[1]
      sources.push(credential === undefined ? { name: name.replaceAll('_', '-'), command: words(command) } : { name: credential })
    }
    const [, variable = '', value] = /^export ([A-Za-z_]\w*)=(.*)$/.exec(line) ?? []
    if (value !== undefined) variables.push({ name: variable, text: pieces(value) })
  }
  const script = { sources, variables }
  // by hand somebody may have made it say more than is read here
  return writeStart(script) === text ? script : undefined
}

/** Names have no underscore: the way back is clear. */
function shellName(name: string): string {
  return `secret_${name.replaceAll('-', '_')}`
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** Pieces of a word as they are quoted here. */
const piece = /"\$secret_(\w+)"|((?:'[^']*'|\\'|[\w./:=@%+,-])+)/g

function pieces(value: string): StartVariable['text'] {
  return [...value.matchAll(piece)].map(([, secret, text = '']) => (secret === undefined ? bare(text) : { secret: secret.replaceAll('_', '-') }))
}

function words(command: string): readonly string[] {
  return (command.match(/(?:'[^']*'|\\'|[^\s'\\])+/g) ?? []).map(bare)
}

function bare(text: string): string {
  return text.replaceAll(/'([^']*)'|\\(')/g, (_, inside?: string, quote?: string) => inside ?? quote ?? '')
}
