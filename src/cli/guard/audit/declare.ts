import type { Command } from 'commander'
import type { Io } from '../../io.ts'

type Options = Readonly<Record<string, unknown>>

/** The commands of `ringwall guard audit`; what one of them does is loaded when it is called. */
export function addAuditLog(guard: Command, io: Io, finish: (code: number) => void): void {
  const audit = guard.command('audit').description('the audit log: verify it offline, read it, hand it on')

  key(audit.command('verify').argument('<path>', 'folder of the log, an export, or a proof').description('say whether a log is as it was written'))
    .option('--checkpoint <file>', 'checkpoints that were kept elsewhere: only they show that the end was not cut off (repeatable)', collect, [])
    .option('--format <format>', 'text or json', 'text')
    .action(async (path: string, options: Options) => finish((await import('./verify.ts')).runAuditVerify(path, options, io)))

  chosen(audit.command('show').argument('<path>', 'folder of the log, or an export').description('print records; it does not verify them'))
    .option('--kind <kind>', 'only events of this kind (repeatable)', collect, [])
    .option('--class <class>', 'only events of this class (repeatable)', collect, [])
    .option('--with <text>', 'only records in which this stands')
    .option('--since <time>', 'only from this moment on, as 2026-03-01T10:00:00Z')
    .option('--last <number>', 'only so many of them, the latest')
    .option('--format <format>', 'text or json (a record on each line, as it stands in the log)', 'text')
    .action(async (path: string, options: Options) => finish((await import('./show.ts')).runAuditShow(path, options, io)))

  chosen(
    key(
      audit
        .command('export')
        .argument('<path>', 'folder of the log')
        .description('copy records with what verifies them, prove one, or send them to a collector'),
    ),
  )
    .option('--proof <number>', 'only the proof that this record is in the log (C2SP tlog-proof)')
    .option('--consistency <number>', 'only the proof that the first so many records are the beginning of the log')
    .option('--collector <url>', 'send them there: syslog+udp, syslog+tcp or syslog+tls://HOST:PORT, or the http(s) address of an OTLP server')
    .option('--position <file>', 'with --collector: where it is kept up to where the collector has them')
    .option('--header <name=source>', 'with --collector: a header of the requests, its value from env:NAME or file:PATH (repeatable)', collect, [])
    .option('--ca <file>', 'with --collector: authorities in PEM instead of those of the system')
    .option('--timeout <ms>', 'with --collector: for one delivery', '10000')
    .option('--output <file>', 'write there instead of to standard output')
    .action(async (path: string, options: Options) => finish(await (await import('./export.ts')).runAuditExport(path, options, io)))
}

function key(command: Command): Command {
  return command
    .option('--key <file>', 'public key that signs the checkpoints: in PEM, or as NAME+ID+KEY (C2SP signed-note)')
    .option('--origin <name>', 'name of the log that it must be; with a key in PEM the log says it itself where this is left out')
}

function chosen(command: Command): Command {
  return command.option('--from <number>', 'from this record on').option('--to <number>', 'up to this record')
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
