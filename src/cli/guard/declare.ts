import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { addAuditLog } from './audit/declare.ts'

/** The commands of `ringwall guard`; what one of them does is loaded when it is called. */
export function addGuard(program: Command, io: Io, finish: (code: number) => void): void {
  const guard = program.command('guard').description('stands in front of what a program lacks: log-in, keys, rights, and a record of what happened')

  guard
    .command('init')
    .argument('[path]', 'file or folder of the deployment', '.')
    .description('propose a guard.yaml for a deployment: its doors, its callers, its directory')
    .option('-f, --file <file>', 'Compose file; several are merged in order (repeatable)', collect, [])
    .option('--env-file <file>', 'variables instead of .env (repeatable)', collect, [])
    .option('--root <dir>', 'nothing outside this folder is read')
    .option('--trial', "for a trial on this machine: names below localhost, an account of the guard's own, its files in ./ringwall-guard")
    .option('--output <file>', 'write it there, where nothing is yet')
    .action(async (path: string, options: Record<string, unknown>) => finish((await import('./init.ts')).runInit(path, options, io)))

  guard
    .command('check')
    .argument('[file]', 'what the guard does', 'guard.yaml')
    .description('say what is wrong with a guard.yaml, and what it leaves open')
    .action(async (file: string) => finish((await import('./check.ts')).runCheck(file, io)))

  guard
    .command('prepare')
    .argument('[file]', 'what the guard does', 'guard.yaml')
    .description('make the keys and secrets that a guard.yaml names and that are not there yet, and a certificate for a trial')
    .action(async (file: string) => finish(await (await import('./prepare.ts')).runPrepare(file, io)))

  guard
    .command('render')
    .argument('<engine>', 'nginx or haproxy')
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
    .option('--as <who>', 'person:ID, system:OWNER of a key, or worker:SPIFFE-ID; without it nobody in particular')
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

  guard
    .command('run')
    .argument('[file]', 'what the guard does', 'guard.yaml')
    .description('the decision service and the portal, until they are told to end')
    .action(async (file: string) => finish(await (await import('./run.ts')).runGuard(file, io)))

  guard
    .command('status')
    .description('say whether the files, the guard and the engine are what guard.yaml says (exit 1 where not)')
    .option('--file <file>', 'what the guard does', 'guard.yaml')
    .action(async (options: Record<string, unknown>) => finish(await (await import('./status.ts')).runStatus(options, io)))

  guard
    .command('up')
    .argument('[file]', 'what the guard does', 'guard.yaml')
    .description('all of it on one machine for a trial: the services, and the engine in front (SIGHUP reads the file again)')
    .option('--nginx <program>', 'another nginx than that of the path')
    .option('--haproxy <program>', 'another HAProxy than that of the path')
    .option('--account <name>', 'as whom the engine works where root starts it (www-data, nginx, haproxy or nobody)')
    .action(async (file: string, options: Record<string, unknown>) => finish(await (await import('./up.ts')).runUp(file, options, io)))

  addKeys(guard.command('keys').description('API keys of a running guard: one for each calling system'), finish, io)
  addAccounts(guard.command('accounts').description("accounts of the guard's own, for small teams; each change is recorded"), finish, io)
  addRights(
    guard.command('rights').description('rights of a running guard, beside those of guard.yaml; each change holds at once and is recorded'),
    finish,
    io,
  )
  addEgress(
    guard.command('egress').description('what the protected components may reach: learn it, look at how it is used, write it for others'),
    finish,
    io,
  )
  addCsp(
    guard.command('csp').description('the Content-Security-Policy of the sites: what browsers reported, and the least policy for it'),
    finish,
    io,
  )
  addAuditLog(guard, io, finish)
}

type Options = Readonly<Record<string, unknown>>

function addEgress(egress: Command, finish: (code: number) => void, io: Io): void {
  const of = (command: Command): Command => command.option('--file <file>', 'what the guard does', 'guard.yaml')
  of(egress.command('learn').description('the least entries that permit what was reached and is not permitted yet')).action(
    async (options: Options) => finish((await import('./egress.ts')).runEgressLearn(options, io)),
  )
  of(egress.command('report').description('how each entry was used (exit 1 where one never was, or an exception has ended)')).action(
    async (options: Options) => finish((await import('./egress.ts')).runEgressReport(options, io)),
  )
  of(
    egress.command('render').argument('<program>', 'squid or nft').description('print the list for another program, and in what that is weaker'),
  ).action(async (program: string, options: Options) => finish(await (await import('./egress.ts')).runEgressRender(program, options, io)))
}

function addCsp(csp: Command, finish: (code: number) => void, io: Io): void {
  const of = (command: Command): Command =>
    command.option('--file <file>', 'what the guard does', 'guard.yaml').option('--site <host>', 'this one alone')
  of(csp.command('report').description('what browsers reported: each kind once, and how often')).action(async (options: Options) =>
    finish(await (await import('./csp.ts')).runCspReport(options, io)),
  )
  of(
    csp
      .command('propose')
      .description('the least policy that lets through what was seen (exit 1 where it cannot be strict, or would stop something)'),
  )
    .option('--page <file>', 'a page as the program sends it, for the hashes of what is inline (repeatable)', collect, [])
    .option('--anyone', 'also what nobody reported who is logged in: anybody can make that up')
    .action(async (options: Options) => finish(await (await import('./csp.ts')).runCspPropose(options, io)))
  of(csp.command('forget').description('begin anew')).action(async (options: Options) =>
    finish(await (await import('./csp.ts')).runCspForget(options, io)),
  )
}

function addRights(rights: Command, finish: (code: number) => void, io: Io): void {
  const of = (command: Command): Command => command.option('--file <file>', 'what the guard does', 'guard.yaml')
  of(rights.command('list').description('all of them, with who gave them')).action(async (options: Options) =>
    finish(await (await import('./rights.ts')).runRightList(options, io)),
  )
  of(
    rights
      .command('give')
      .argument('<who>', 'person:ID, group:NAME, system:OWNER or worker:SPIFFE-ID')
      .argument('<right>', 'read, write, execute or admin')
      .argument('<resource>', 'as routes name it')
      .description('give a right, as an administrator'),
  )
    .option('--deny', 'deny it and all above instead')
    .option('--may-grant', 'they may give others what they have')
    .option('--until <date>', 'it ends then, as 2027-01-01')
    .action(async (who: string, right: string, resource: string, options: Options) =>
      finish(await (await import('./rights.ts')).runRightGive(who, right, resource, options, io)),
    )
  of(rights.command('take').argument('<id>', 'as list names it').description('take one back')).action(async (id: string, options: Options) =>
    finish(await (await import('./rights.ts')).runRightTake(id, options, io)),
  )
}

function addAccounts(accounts: Command, finish: (code: number) => void, io: Io): void {
  const of = (command: Command): Command => command.option('--file <file>', 'what the guard does', 'guard.yaml')
  of(accounts.command('list').description('all of them, with their second factors')).action(async (options: Options) =>
    finish(await (await import('./accounts.ts')).runAccountList(options, io)),
  )
  of(accounts.command('add').argument('<name>', 'as it is typed').description('a new account; the invitation to choose a password is printed once'))
    .option('--group <name>', 'a group that it is in, as NAME of local:NAME (repeatable)', collect, [])
    .option('--password <source>', 'its first password instead: env:NAME, file:PATH, or - for standard input')
    .action(async (name: string, options: Options) => finish(await (await import('./accounts.ts')).runAccountAdd(name, options, io)))
  of(
    accounts.command('reset').argument('<name>', 'as it is typed').description('a new invitation; password, second factors and sessions are gone'),
  ).action(async (name: string, options: Options) => finish(await (await import('./accounts.ts')).runAccountReset(name, options, io)))
  for (const [change, what] of [
    ['disable', 'nobody logs in with it; its sessions end now'],
    ['enable', 'it holds again, as it was'],
  ] as const) {
    of(accounts.command(change).argument('<name>', 'as it is typed').description(what)).action(async (name: string, options: Options) =>
      finish(await (await import('./accounts.ts')).runAccountState(name, change, options, io)),
    )
  }
}

function addKeys(keys: Command, finish: (code: number) => void, io: Io): void {
  const of = (command: Command): Command => command.option('--file <file>', 'what the guard does', 'guard.yaml')
  of(keys.command('list').description('all of them: until when, when last used, which old one is still used (then exit 1)')).action(
    async (options: Options) => finish(await (await import('./keys.ts')).runKeyList(options, io)),
  )
  of(keys.command('new').argument('<id>', 'its public name').description('a new key; it is printed once'))
    .requiredOption('--owner <system>', 'the one system that calls with it')
    .requiredOption('--purpose <text>', 'what for')
    .requiredOption('--site <host>', 'where it may be used (repeatable)', collect, [])
    .option('--path <pattern>', 'what it may ask for: /a/*/b exactly, /a/** with all below (repeatable; default /**)', collect, [])
    .option('--method <method>', 'with which method (repeatable; default GET and HEAD)', collect, [])
    .option('--from <network>', 'where it may come from, as an address or a CIDR (repeatable)', collect, [])
    .option('--days <number>', 'it lives so long, a year at the most', '90')
    .action(async (id: string, options: Options) => finish(await (await import('./keys.ts')).runKeyNew(id, options, io)))
  of(keys.command('rotate').argument('<id>', 'its public name').description('a successor of the same rights; both hold for the overlap'))
    .option('--overlap <hours>', 'how long the old one still holds', '24')
    .action(async (id: string, options: Options) => finish(await (await import('./keys.ts')).runKeyRotate(id, options, io)))
  of(keys.command('revoke').argument('<id>', 'its public name').description('end it now')).action(async (id: string, options: Options) =>
    finish(await (await import('./keys.ts')).runKeyRevoke(id, options, io)),
  )
}

function collect(one: string, all: readonly string[]): readonly string[] {
  return [...all, one]
}
