import type { Command } from 'commander'
import type { Io } from '../io.ts'

/** The commands of `ringwall secrets`; what one of them does is loaded when it is called. */
export function addSecrets(program: Command, io: Io, finish: (code: number) => void): void {
  const secrets = program.command('secrets').description('which secrets a deployment has, new values for them while it runs, and their files sealed')

  sources(
    secrets
      .command('list')
      .argument('[path]', 'file or folder', '.')
      .description('name every secret, where it stands and who uses it; never a value'),
  )
    .option('--format <format>', 'text or json', 'text')
    .option('--output <file>', 'write the list there instead of to standard output')
    .action(async (path: string, options: Record<string, unknown>) => finish((await import('./list.ts')).listSecrets(path, options, io)))

  sources(
    secrets
      .command('rotate')
      .argument('<names>', 'the secret as `list` names it; several with commas')
      .argument('[path]', 'file or folder', '.')
      .description('plan a new value in an order that keeps the service up; with --apply, carry it out and prove it at the servers'),
  )
    .option('--apply', 'carry it out on the running deployment, and go back by itself where a step fails')
    .option('--yes', 'with --apply: do not ask')
    .option('--login <name=user>', 'account that may change the password where it may not itself (repeatable)', collect, [])
    .option('--password <name=source>', 'its password: env:NAME or file:PATH, never the password itself (repeatable)', collect, [])
    .option('--at <name=host:port>', 'where a server is reached (repeatable)', collect, [])
    .option('--trust <file>', 'certificate of an authority that counts at the servers, in PEM (repeatable)', collect, [])
    .option('--state <dir>', 'folder for states and journals (default: $XDG_STATE_HOME/ringwall, or /var/lib/ringwall for root)')
    .option('--compose <program>', 'Compose of this machine (default: "docker compose", else docker-compose)')
    .option('--wait <seconds>', 'until what does not run well counts as failed', '120')
    .option('--format <format>', 'text or json', 'text')
    .option('--output <file>', 'write what is said there instead of to standard output')
    .action(async (names: string, path: string, options: Record<string, unknown>) =>
      finish(await (await import('./rotate.ts')).rotateSecrets(names, path, options, io)),
    )

  sources(
    secrets
      .command('seal')
      .argument('[path]', 'a file, or the folder of a deployment: every file that holds secrets of it', '.')
      .description('encrypt files with age, for a repository: NAME.age beside each'),
  )
    .option('--to <recipient>', 'who can open them: age1... (repeatable)', collect, [])
    .option('--to-file <file>', 'recipients, one a line (repeatable)', collect, [])
    .action(async (path: string, options: Record<string, unknown>) => finish(await (await import('./seal.ts')).sealSecrets(path, options, io)))

  secrets
    .command('open')
    .argument('[path]', 'a file NAME.age, or a folder with such files', '.')
    .description('decrypt what was sealed, where it is to be read: all of it or nothing')
    .option('--identity <source>', 'identity of age: file:PATH (as age-keygen writes it) or env:NAME')
    .option('--force', 'also over files that have something else in them')
    .action(async (path: string, options: Record<string, unknown>) => finish(await (await import('./seal.ts')).openSecrets(path, options, io)))
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
