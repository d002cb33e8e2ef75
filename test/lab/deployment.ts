import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { parse } from 'yaml'
import { copyCertificate, keepFor, makeCertificates, storePassword } from './certificates.ts'
import type { Engine } from './engine.ts'
import { eventually } from '../live/server.ts'
import { importImages } from './image.ts'
import { programFor } from './programs.ts'

interface Service {
  image?: string
  user?: string
  command?: unknown
  entrypoint?: unknown
  volumes?: string[]
  network_mode?: string
  restart?: string
  ports?: unknown
  healthcheck?: unknown
  secrets?: readonly (string | { readonly source: string })[]
  environment?: Readonly<Record<string, string>>
}

interface Composed {
  services: Record<string, Service>
  secrets?: Readonly<Record<string, { readonly file: string }>>
  volumes?: Record<string, unknown>
}

/** Folders of this machine that hold Debian's programs; /usr/local is the image's own. */
const programs: readonly string[] = ['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib64', '/usr/share', '/usr/libexec'].filter((path) =>
  existsSync(path),
)

/** A deployment of an example, running. */
export interface Running {
  readonly folder: string
  /** Services that a real server of Debian stands for. */
  readonly real: readonly string[]
  /** Services whose program cannot be had here: something that lets nobody in holds their ports. */
  readonly standIns: readonly string[]
  /** Address of a service; of one that shares another's network, the other's. */
  readonly addressOf: (service: string) => string
  /** Output of a service, for whoever has to find out why it does not run. */
  readonly logs: (service: string) => string
  readonly stop: () => void
}

export interface Start {
  /** Folder with `compose.yaml`. */
  readonly example: string
  readonly name: string
  /** Ports that stand-ins hold. */
  readonly ports: (service: string) => readonly number[]
  /** Names outside of the deployment that its certificates are for. */
  readonly names: readonly string[]
  /** Files of ./secrets with more than a word in them. */
  readonly secrets?: Readonly<Record<string, string>>
}

/**
 * Starts an example as its operator would, with docker-compose and the example's own file. What differs is written here alone:
 * images that cannot be pulled, the programs of this machine in their place, and certificates and secrets where the example expects them.
 */
export async function startDeployment(engine: Engine, start: Start): Promise<Running> {
  const folder = join(engine.folder, start.name)
  cpSync(start.example, folder, { recursive: true })
  const lab = join(engine.folder, 'lab')
  cpSync(join(import.meta.dirname, 'entry'), lab, { recursive: true })
  const composed = configured(folder)
  const services = Object.entries(composed.services)
  const real = services.filter(([, { image }]) => programFor(image ?? '') !== undefined).map(([name]) => name)
  const standIns = services.map(([name]) => name).filter((name) => !real.includes(name))
  writeSecrets(
    folder,
    composed,
    start,
    services.map(([name]) => name),
  )
  const images = new Set<string>()
  for (const [name, service] of services) images.add(patched(name, service, lab, start.ports(name)))
  importImages(engine, [...images])
  // an encrypted disk of the example is none of this machine
  for (const name of Object.keys(composed.volumes ?? {})) composed.volumes![name] = {}
  const file = `${folder}.json`
  writeFileSync(file, JSON.stringify({ version: '2.4', ...composed }))
  const compose = (...args: readonly string[]): string => engine.run('docker-compose', ['--file', file, '--project-name', start.name, ...args])
  const stop = (): void => void compose('down', '--volumes', '--timeout', '1')
  try {
    compose('up', '--detach')
  } catch (error) {
    stop()
    throw error
  }
  const idOf = (service: string): string => compose('ps', '--quiet', service).trim()
  const addressOf = (service: string): string => {
    const shared = /^service:(.*)$/.exec(composed.services[service]?.network_mode ?? '')?.[1]
    if (shared !== undefined) return addressOf(shared)
    const text = engine.run('docker', ['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}', idOf(service)])
    const address = text.trim().split(' ')[0] ?? ''
    if (address === '') throw new Error(`${service} has no address: ${running.logs(service)}`)
    return address
  }
  const running: Running = {
    folder,
    real,
    standIns,
    addressOf,
    logs: (service) => compose('logs', '--no-color', '--tail', '60', service),
    stop,
  }
  await eventually(() => {
    const down = real.find((service) => engine.run('docker', ['inspect', '--format', '{{.State.Status}}', idOf(service)]).trim() !== 'running')
    if (down !== undefined) throw new Error(`${down} does not run: ${running.logs(down)}`)
  })
  return running
}

/** The example as docker-compose 1.29 reads it: it knows no `name`, and every variable has a value. */
function configured(folder: string): Composed {
  const text = readFileSync(join(folder, 'compose.yaml'), 'utf8').replace(/^name:.*$/m, '')
  const names = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!)
  const file = `${folder}.source.yaml`
  writeFileSync(file, text)
  const env = { PATH: process.env['PATH'], ...Object.fromEntries(names.map((name) => [name, 'lab-value'])) }
  const done = spawnSync('docker-compose', ['--file', file, '--project-directory', folder, 'config'], { env, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`docker-compose config: ${done.stderr}`)
  return parse(done.stdout) as Composed
}

/** Certificates and secrets, where the file says that they lie. */
function writeSecrets(folder: string, { secrets = {}, services }: Composed, { names, secrets: given = {} }: Start, own: readonly string[]): void {
  if (Object.keys(secrets).length === 0) return
  const made = makeCertificates(join(folder, 'made'), [...own, ...names, 'localhost'])
  for (const [secret, { file }] of Object.entries(secrets)) {
    mkdirSync(dirname(file), { recursive: true })
    const readers = Object.values(services).filter((service) =>
      service.secrets?.some((each) => (typeof each === 'string' ? each : each.source) === secret),
    )
    const owners = new Set(readers.map(({ user }) => Number(/^\d+/.exec(user ?? '')?.[0] ?? 0)))
    const owner = owners.size === 1 ? [...owners][0]! : undefined
    if (/\.(?:pem|key|p12)$/.test(file) && !basename(file).startsWith('credentials')) copyCertificate(made, file, owner)
    else {
      writeFileSync(file, given[basename(file)] ?? (/keystore|truststore/.test(secret) ? storePassword : `lab-${secret}-4f1c9a77`))
      keepFor(owner, file)
    }
  }
}

/** Puts the lab's program behind a service; gives the name that the image is to have. */
function patched(name: string, service: Service, lab: string, ports: readonly number[]): string {
  const program = programFor(service.image ?? '')
  service.image = (service.image ?? `lab/${name}`).replace(/@.*$/, '')
  service.volumes = [...(service.volumes ?? []), ...programs.map((path) => `${path}:${path}:ro`), `${lab}:/lab:ro`]
  // ports of this machine may be taken: the containers are asked at their own addresses
  delete service.ports
  delete service.healthcheck
  // a proxy whose server is not there yet gives up, and is started again
  service.restart = 'on-failure'
  if (program === undefined) {
    service.entrypoint = ['/usr/bin/node', '/lab/stand-in.mjs']
    service.command = ports.map(String)
  } else if (program.entry.startsWith('/')) {
    const rest = program.entry.endsWith('squid') ? ['-N', '-f', '/etc/squid/squid.conf'] : ['/etc/stunnel/stunnel.conf']
    service.entrypoint = [program.entry]
    service.command = rest
  } else service.entrypoint = [`/lab/${program.entry}`]
  return service.image
}
