import { Command, CommanderError } from 'commander'
import { RingwallError } from '../model/error.ts'
import { addCa } from './ca/declare.ts'
import { addGuard } from './guard/declare.ts'
import { addSecrets } from './secrets/declare.ts'
import type { Io } from './io.ts'
import { exit } from './io.ts'
import { version } from './version.ts'

const formats = 'text, json, sarif, junit, html, svg, markdown'
/** Of these, those that hold findings alone. */
const findingsOnly = /(?:sarif|junit), /g

/** Runs one call and gives its exit code. Nothing escapes: known errors print one line and a hint, ours say how to report them. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exit.clean
  const program = build(argv[0], io, (result) => {
    code = result
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.clean : exit.usage
    if (error instanceof RingwallError) {
      io.stderr.write(`ringwall: error: ${error.message}\n`)
      if (error.hint !== undefined) io.stderr.write(`ringwall: hint: ${error.hint}\n`)
      return exit.usage
    }
    io.stderr.write(`ringwall: this is a bug of ringwall ${version}, not of your files\n${stackOf(error)}\n`)
    io.stderr.write('ringwall: hint: please report it with the lines above and, if you may, the file that caused it\n')
    return exit.bug
  }
}

type Add = (program: Command, io: Io, finish: (code: number) => void) => void

/** What makes each command. */
const commands: Readonly<Record<string, Add>> = {
  audit: addAudit,
  verify: addVerify,
  harden: addHarden,
  map: addMap,
  guide: addGuide,
  secrets: addSecrets,
  ca: addCa,
  guard: addGuard,
  init: addInit,
  report: addReport,
  explain: addExplain,
}

/** Only the command that is called, where it is one of ours: to make all of them with their options is a tenth of a start. */
function build(called: string | undefined, io: Io, finish: (code: number) => void): Command {
  const program = new Command('ringwall')
    .description('Finds the open doors between the programs of a self-hosted platform.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.stdout.write(text), writeErr: (text) => void io.stderr.write(text) })
    .showHelpAfterError('(ringwall --help lists the commands)')
  const own = called !== undefined && Object.hasOwn(commands, called) ? commands[called] : undefined
  for (const add of own === undefined ? Object.values(commands) : [own]) add(program, io, finish)
  return program
}

function addInit(program: Command, io: Io, finish: (code: number) => void): void {
  sources(program.command('init').argument('[path]', 'folder', '.').description('write a first ringwall.yaml of what is found'))
    .option('--force', 'write it anew when it is there already')
    .option('--stdout', 'print it instead of writing it')
    .action(async (path: string, options: Record<string, unknown>) => {
      const { runInit } = await import('./init.ts')
      finish(runInit(path, options, io))
    })
}

function addReport(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('report')
    .description('about reports that were written')
    .command('verify')
    .argument('<file>', 'JSON report of verify --sign')
    .description('say whether a signed report is as it was written')
    .option('--key <file>', 'public key that must have signed it, in PEM')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { runReportVerify } = await import('./report-verify.ts')
      finish(runReportVerify(file, options, io))
    })
}

function addExplain(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('explain')
    .argument('[control]', 'id of a control, such as channel/encrypted; without it all are listed')
    .description('say what a control checks, why, how, and when it is wrong')
    .action(async (control: string | undefined) => {
      const { explain } = await import('./explain.ts')
      finish(explain(control, io))
    })
}

function addAudit(program: Command, io: Io, finish: (code: number) => void): void {
  sources(program.command('audit').argument('[path]', 'file or folder', '.').description('judge what is configured'))
    .option('--format <format>', `one of ${formats}`, 'text')
    .option('--output <file>', 'write the report there instead of to standard output')
    .option('--fail-on <severity>', 'exit 1 from this severity on: critical, high, medium, low or never', 'high')
    .option('--guide <name>', 'hold it against this guide, whatever the components are (repeatable)', collect, [])
    .option('--baseline <file>', 'earlier JSON report: what it knows does not fail the run')
    .option('--import <file>', "another tool's report: SARIF, Trivy, Lynis or OpenSCAP (repeatable)", collect, [])
    .option('--all', 'every finding and every passing verdict')
    .option('--strict', 'exit 1 on gaps and unknown verdicts too')
    .option('--quiet', 'print nothing unless the call fails')
    .action(async (path: string, options: Record<string, unknown>) => {
      const { runAudit } = await import('./audit.ts')
      finish(await runAudit(path, options, io))
    })
}

function addVerify(program: Command, io: Io, finish: (code: number) => void): void {
  sources(
    program
      .command('verify')
      .argument('[path]', 'file or folder (default: . where no target is named)')
      .description('ask the running system, and hold the answers against the configuration'),
  )
    .option('--target <url>', 'a server that no file tells of: [TECHNOLOGY=]redis://10.0.0.5:6379 (repeatable, or with commas)', collect, [])
    .option('--at <name=host:port>', 'where a component or listener is asked (repeatable)', collect, [])
    .option(
      '--path <name=kind:path>',
      'what stands at a path of it: api, log-in, saml or websocket, as in shop=websocket:/live (repeatable)',
      collect,
      [],
    )
    .option('--vantage <place>', 'ask from there too: netns:NAME=COMPONENT, ssh:USER@HOST[:PORT][=MACHINE] (repeatable)', collect, [])
    .option('--zones', 'also try who reaches what: from the network of every component, every listener of the others')
    .option('--login <name=user@database>', 'read-only account for questions behind a login (repeatable)', collect, [])
    .option('--password <name=source>', 'its password: env:NAME or file:PATH, never the password itself (repeatable)', collect, [])
    .option('--canary <name>', 'EXPERIMENT: write a marked value into this component, look for it in its files, delete it (repeatable)', collect, [])
    .option('--canary-flush', 'with --canary: make the server write to its files (CHECKPOINT, BGSAVE, FLUSH TABLES)')
    .option('--canary-look <folder>', 'with --canary: search this folder of this machine too, such as backups (repeatable)', collect, [])
    .option('--canary-wait <seconds>', 'with --canary: what the server has for its own writing and clearing up, each', '2')
    .option('--credentials <name>', 'EXPERIMENT: try published log-ins and those of the files at this component (repeatable)', collect, [])
    .option('--plan', 'show what would be asked of whom (text or json), and send nothing')
    .option('--suites', 'also list every version and suite of TLS that is accepted')
    .option('--full', 'also list everything else that TLS accepts')
    .option('--deep', 'the same, and how sessions are resumed, begun anew, and shown to who sends no name')
    .option('--tls-guideline <name>', "profile of Mozilla's that TLS is held against: modern, intermediate, 5.7/old", 'intermediate')
    .option('--ca <file>', 'certificate of an authority that counts, in PEM (repeatable)', collect, [])
    .option('--timeout <ms>', 'for one conversation', '3000')
    .option('--deadline <seconds>', 'for the whole run', '600')
    .option('--patience <seconds>', 'for one question, whatever the number of its conversations (default: ten timeouts)')
    .option('--concurrency <number>', 'targets that are asked at the same time', '8')
    .option('--per-host <number>', 'of these, on one host that is not loopback', '4')
    .option('--rate <number>', 'connections in a second at most; 0: as fast as answers come', '0')
    .option('--connections <number>', 'connections of the whole run at most', '20000')
    .option('--format <format>', `one of ${formats}`, 'text')
    .option('--output <file>', 'write the report there instead of to standard output')
    .option('--fail-on <severity>', 'exit 1 from this severity on: critical, high, medium, low or never', 'high')
    .option('--guide <name>', 'hold it against this guide, whatever the components are (repeatable)', collect, [])
    .option('--baseline <file>', 'earlier JSON report: what it knows does not fail the run')
    .option('--since <file>', 'earlier JSON report of verify: say what is another answer now; what it knows does not fail the run')
    .option('--repeat <times>', 'ask again so many times, and say what each round found changed')
    .option('--every <seconds>', 'with --repeat: from the end of one round to the beginning of the next', '60')
    .option('--sign <file>', 'Ed25519 key in PEM that signs the JSON report')
    .option('--all', 'every finding, every answer and every passing verdict')
    .option('--strict', 'exit 1 on gaps, unknown verdicts and unproven answers too')
    .option('--quiet', 'print nothing unless the call fails')
    .action(async (path: string | undefined, options: Record<string, unknown>) => {
      const { runVerify } = await import('./verify/command.ts')
      finish(await runVerify(path, options, io))
    })
}

function addHarden(program: Command, io: Io, finish: (code: number) => void): void {
  sources(
    program
      .command('harden')
      .argument('[path]', 'file or folder', '.')
      .description('plan the changes that close what is open; write them into a copy, or apply them and prove it'),
  )
    .option('--write <dir>', 'copy the folder there, with the changes')
    .option(
      '--seal-to <recipient>',
      'with --write: files that get secrets are there encrypted with age alone, for this recipient (repeatable)',
      collect,
      [],
    )
    .option('--in-place', 'change the files of the folder itself: all of them or none')
    .option('--as <form>', 'how Compose files change: changes (in the files) or override (a file beside them)', 'changes')
    .option('--interactive', 'ask on the terminal for every measure: yes, no, diff or quit')
    .option(
      '--secrets <where>',
      'where units get secrets: files (as they are), systemd, systemd-encrypted (credentials) or command (a store)',
      'files',
    )
    .option('--secret-command <command>', 'with --secrets command: prints the secret {name}, at each start of a unit')
    .option('--secret-put <command>', 'with --secrets command: puts the secret {name} into the store, from standard input')
    .option('--ca <dir>', 'certificates by this authority of `ringwall ca`, instead of one whose key nobody keeps')
    .option('--passphrase <source>', 'passphrase of its issuing key: env:NAME, file:PATH or prompt')
    .option('--acme <url>', 'directory of an ACME issuer for names that the world knows, where a proxy asks it itself (Caddy)')
    .option('--apply', 'change the running deployment stage by stage, prove each on the wire, and go back by itself where one fails')
    .option('--rollback [state]', 'go back to the files before the latest --apply, or to a state of --states')
    .option('--states', 'list what can be gone back to')
    .option('--status', 'say which state holds, and whether a run was left in the middle')
    .option('--yes', 'with --apply and --rollback: do not ask')
    .option('--force', 'with --rollback: also where somebody changed the files meanwhile; what stands there is kept')
    .option('--state <dir>', 'folder for states and journals (default: $XDG_STATE_HOME/ringwall, or /var/lib/ringwall for root)')
    .option('--compose <program>', 'Compose of this machine (default: "docker compose", else docker-compose)')
    .option('--wait <seconds>', 'until what does not run well counts as failed', '120')
    .option('--at <name=host:port>', 'where a component or listener is asked (repeatable)', collect, [])
    .option(
      '--trust <file>',
      'with --apply: certificate of an authority that counts where the running system is asked, in PEM (repeatable)',
      collect,
      [],
    )
    .option('--sign <file>', 'Ed25519 key in PEM that signs the statement of --apply')
    .option('--only <what>', 'only this remedy, control or measure (repeatable)', collect, [])
    .option('--except <what>', 'all but this remedy, control or measure (repeatable)', collect, [])
    .option('--guide <name>', 'only what rows of this guide ask for (repeatable)', collect, [])
    .option('--format <format>', 'text, json, markdown or html', 'text')
    .option('--diff', 'every line that changes, also where they are many')
    .option('--check', 'exit 1 where something is to be changed')
    .option('--fail-on <severity>', 'with --check: what closes a finding from this severity on: critical, high, medium, low or never', 'high')
    .option('--output <file>', 'write the plan there instead of to standard output')
    .option('--all', 'also what is left open below medium')
    .action(async (path: string, options: Record<string, unknown>) => {
      const { runHarden } = await import('./harden/command.ts')
      finish(await runHarden(path, options, io))
    })
}

function addMap(program: Command, io: Io, finish: (code: number) => void): void {
  sources(program.command('map').argument('[path]', 'file or folder', '.').description('draw the deployment: components, channels, zones'))
    .option('--format <format>', `one of ${formats.replaceAll(findingsOnly, '')}`, 'text')
    .option('--output <file>', 'write the map there instead of to standard output')
    .action(async (path: string, options: Record<string, unknown>) => {
      const { runMap } = await import('./map.ts')
      finish(await runMap(path, options, io))
    })
}

function addGuide(program: Command, io: Io, finish: (code: number) => void): void {
  sources(
    program
      .command('guide')
      .argument('[name]', 'a guide; without it all are listed')
      .argument('[path]', 'file or folder', '.')
      .description('answer a hardening guide, row by row'),
  )
    .option('--report <file>', 'answer from this JSON report of audit or verify, made with --guide and --all, instead of from files')
    .option('--format <format>', 'one of text, json, html, markdown, oscal, oscal-component', 'text')
    .option('--output <file>', 'write the answers there instead of to standard output')
    .option('--fail-on <verdict>', 'exit 1 from this verdict on: violated, unknown or never', 'violated')
    .option('--coverage', 'say which rows are judged from files, and which are not yet and why')
    .option('--all', 'also what does not apply, and the reasons of what is enforced')
    .action(async (name: string | undefined, path: string, options: Record<string, unknown>) => {
      const { runGuide } = await import('./guide.ts')
      finish(await runGuide(name, path, options, io))
    })
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

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`
  // the message may quote a value of the files: only its kind and the way there are shown
  const stack = error.stack ?? ''
  const from = stack.indexOf(error.message) === -1 ? 0 : stack.indexOf(error.message) + error.message.length
  const frames = stack
    .slice(from)
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
  return [error.name, ...frames].join('\n')
}
