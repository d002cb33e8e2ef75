import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { addAuditLog } from './audit/declare.ts'

/** The commands of `ringwall guard`; what one of them does is loaded when it is called. */
export function addGuard(program: Command, io: Io, finish: (code: number) => void): void {
  const guard = program.command('guard').description('stands in front of what a program lacks: log-in, keys, rights, and a record of what happened')

  guard
    .command('check')
    .argument('[file]', 'what the guard does', 'guard.yaml')
    .description('say what is wrong with a guard.yaml, and what it leaves open')
    .action(async (file: string) => finish((await import('./check.ts')).runCheck(file, io)))

  guard
    .command('render')
    .argument('<engine>', 'nginx')
    .argument('[file]', 'what the guard does', 'guard.yaml')
    .description('print the configuration of an engine')
    .option('--output <dir>', 'write it there, with the files that hold secrets')
    .action(async (engine: string, file: string, options: Record<string, unknown>) =>
      finish((await import('./render.ts')).runRender(engine, file, options, io)),
    )

  guard
    .command('explain')
    .argument('<method>', 'as the client sends it')
    .argument('<url>', 'https://host/path')
    .description('say what would be decided of a request, and why')
    .option('--file <file>', 'what the guard does', 'guard.yaml')
    .option('--as <who>', 'person:ID, key:ID or worker:SPIFFE-ID; without it nobody in particular')
    .option(
      '--group <name>',
      'a group that the person is in, as SOURCE:NAME (repeatable)',
      (one: string, all: readonly string[]) => [...all, one],
      [],
    )
    .option('--second-factor', 'the person logged in with a second factor')
    .option('--from <address>', 'where it comes from', '127.0.0.1')
    .action(async (method: string, url: string, options: Record<string, unknown>) =>
      finish(await (await import('./explain.ts')).runExplain(method, url, options, io)),
    )

  addAuditLog(guard, io, finish)
}
