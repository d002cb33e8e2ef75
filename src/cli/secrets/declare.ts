import type { Command } from 'commander'
import type { Io } from '../io.ts'

/** The commands of `ringwall secrets`; what one of them does is loaded when it is called. */
export function addSecrets(program: Command, io: Io, finish: (code: number) => void): void {
  const secrets = program.command('secrets').description('which secrets a deployment has, and new values for them while it runs')

  sources(
    secrets
      .command('list')
      .argument('[path]', 'file or folder', '.')
      .description('name every secret, where it stands and who uses it; never a value'),
  )
    .option('--format <format>', 'text or json', 'text')
    .option('--output <file>', 'write the list there instead of to standard output')
    .action(async (path: string, options: Record<string, unknown>) => finish((await import('./list.ts')).listSecrets(path, options, io)))
}

function sources(command: Command): Command {
  return command
    .option('-f, --file <file>', 'Compose file; several are merged in order (repeatable)', collect, [])
    .option('--env-file <file>', 'variables instead of .env (repeatable)', collect, [])
    .option('--root <dir>', 'nothing outside this folder is read (default: the nearest one above that holds .git)')
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
