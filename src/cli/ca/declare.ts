import type { Command } from 'commander'
import type { Io } from '../io.ts'
import type { CaContext, Options } from './context.ts'

type Run = (options: Options, context: CaContext) => number | Promise<number>

/** The commands of `ringwall ca`; what one of them does is loaded when it is called. */
export function addCa(program: Command, io: Io, finish: (code: number) => void): void {
  const ca = program.command('ca').description('an internal authority: certificates for the components, renewal, revocation, rotation')
  const run = async (options: Options, load: () => Promise<Run>): Promise<void> => {
    const { contextOf } = await import('./context.ts')
    finish(await (await load())(options, contextOf(io)))
  }

  constraints(
    lives(fresh(ca.command('init').argument('<dir>', 'folder of the authority').description('make a root and an issuing authority, encrypted'))),
  ).action((dir: string, options: Options) => run(options, async () => (await import('./init.ts')).runInit.bind(undefined, dir)))

  unlocking(
    ca.command('issue').argument('<name>', 'component, or account that it logs in as').description('a certificate with its key for one component'),
  )
    .option('--dns <name>', 'name that it is reached by (repeatable; default for a server: NAME)', collect, [])
    .option('--ip <address>', 'address that it is reached by (repeatable)', collect, [])
    .option('--spiffe <uri>', 'SPIFFE ID, or another URI (repeatable)', collect, [])
    .option('--server', 'for a server (default)')
    .option('--client', 'for a client')
    .option('--days <number>', 'it lives so long', '90')
    .option('--key <kind>', 'p256, p384, rsa3072 or rsa4096', 'p256')
    .option('--out <dir>', 'NAME/ in there gets tls.key, tls.crt and ca.crt', 'certificates')
    .option('--owner <uid:gid>', 'who owns the files, as numbers')
    .option('--stores <source>', 'also keystore.p12 and truststore.p12, under the password of env:NAME or file:PATH')
    .option('--force', 'in place of the one that NAME has')
    .action((name: string, options: Options) => run(options, async () => (await import('./issue.ts')).runIssue.bind(undefined, name)))

  unlocking(ca.command('renew').argument('[name...]', 'these; without names all that are due').description('the next certificate, with a new key'))
    .option('--all', 'also those that are not due')
    .option('--days <number>', 'another life than before')
    .action((names: readonly string[], options: Options) => run(options, async () => (await import('./renew.ts')).runRenew.bind(undefined, names)))

  unlocking(
    ca
      .command('revoke')
      .argument('<what>', 'name of a component, serial, or authority of an export')
      .description('take certificates back, and publish the list'),
  )
    .option('--reason <reason>', 'key-compromise, ca-compromise, superseded or cessation-of-operation', 'key-compromise')
    .action((what: string, options: Options) => run(options, async () => (await import('./revoke.ts')).runRevoke.bind(undefined, what)))

  unlocking(ca.command('crl').description('publish the revocation lists anew, before they end'))
    .option('--all', "also a root's that is not due")
    .action((options: Options) => run(options, async () => (await import('./revoke.ts')).runCrl))

  constraints(
    lives(
      unlocking(
        ca
          .command('rotate')
          .argument('<step>', 'start, switch, finish or abort; or issuing')
          .description('to a new root with overlap, or to a new issuing authority'),
      ),
    ),
  )
    .option('--force', 'finish, whatever is still in use')
    .action((step: string, options: Options) => run(options, async () => (await import('./rotate.ts')).runRotate.bind(undefined, step)))

  at(ca.command('status').description('what there is, until when, and what is to be done (then exit 1)'))
    .option('--within <days>', 'also what ends within so many days is to be done')
    .option('--format <format>', 'text or json', 'text')
    .action((options: Options) => run(options, async () => (await import('./status.ts')).runStatus))

  lives(unlocking(ca.command('export').description('an authority below the same root, in the files of another issuer')))
    .requiredOption('--for <issuer>', 'step-ca or cert-manager')
    .option('--out <dir>', 'folder that is not there yet (default: the name of the issuer)')
    .option('--dns <name>', 'step-ca: name that it is reached by (repeatable)', collect, [])
    .option('--home <dir>', 'step-ca: where the folder will be', '/home/step')
    .option('--namespace <name>', 'cert-manager: its cluster resource namespace', 'cert-manager')
    .option('--issuer-name <name>', 'cert-manager: name of the ClusterIssuer', 'ringwall')
    .action((options: Options) => run(options, async () => (await import('./export.ts')).runExport))

  lives(fresh(ca.command('import').argument('<dir>', 'folder of the authority').description('go on with an authority that is there')))
    .requiredOption('--certificate <file>', 'its certificate in PEM, and behind it those above up to the root')
    .requiredOption('--key-from <file>', 'its key in PEM')
    .option('--key-passphrase <source>', 'passphrase of that key: env:NAME or file:PATH')
    .action((dir: string, options: Options) => run(options, async () => (await import('./import.ts')).runImport.bind(undefined, dir)))
}

function at(command: Command): Command {
  return command.option('--ca <dir>', 'folder of the authority', 'ca')
}

function secrets(command: Command): Command {
  return command
    .option('--passphrase <source>', 'of the keys: env:NAME, file:PATH or prompt (default: prompt)')
    .option('--root-passphrase <source>', "of the root's key, where it is another")
}

function unlocking(command: Command): Command {
  return secrets(at(command))
}

function fresh(command: Command): Command {
  return secrets(command)
    .option('--new-key-file <file>', 'make a random passphrase and write it there')
    .option('--name <name>', 'in front of the names of the authorities', 'Ringwall')
    .option('--crl-url <url>', 'where clients fetch the revocation list')
}

function lives(command: Command): Command {
  return command
    .option('--key <kind>', 'p256, p384, rsa3072 or rsa4096', 'p256')
    .option('--root-days <number>', 'a new root lives so long', '3650')
    .option('--issuing-days <number>', 'a new issuing authority lives so long, as far as its root does', '1095')
}

function constraints(command: Command): Command {
  return command
    .option('--permit-dns <name>', 'it may name this, and all below it (repeatable)', collect, [])
    .option('--permit-ip <network>', 'it may name addresses of this network (repeatable)', collect, [])
    .option('--permit-spiffe <domain>', 'it may name IDs of this trust domain (repeatable)', collect, [])
    .option('--unconstrained', 'it may name anything')
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
