import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Networks } from './networks.ts'
import { networking, networks } from './networks.ts'
import { eventually, program } from './server.ts'

const dockerd = program('/usr/sbin/dockerd', '/usr/bin/dockerd')
const docker = program('/usr/bin/docker', '/usr/local/bin/docker')
const redis = program('/usr/bin/redis-server')
const nsenter = program('/usr/bin/nsenter') ?? ''
const ldd = program('/usr/bin/ldd') ?? ''

/** What containers of our own take: root and Docker; and a server to put into them. */
export const containing: string | undefined = networking !== undefined && docker !== undefined && redis !== undefined ? dockerd : undefined

export interface Engine {
  readonly socket: string
  /** Runs a program on the machine of the engine, and gives its output and exit code. */
  readonly run: (file: string, args: readonly string[]) => { readonly out: string; readonly err: string; readonly code: number | null }
  readonly docker: (...args: readonly string[]) => string
  /** Starts a container of a Compose project, as Compose labels it. */
  readonly service: (project: string, service: string, options: readonly string[], ...command: readonly string[]) => string
  readonly stop: () => Promise<void>
}

/** A machine of the test, on which the engine filters and publishes as it does anywhere. */
export interface Place {
  readonly nets: Networks
  readonly name: string
  readonly options: readonly string[]
}

/** A container engine of the test's own on a network of its own (filters of this machine stand between no containers), with networks (`back`, `front`) and an image `tiny` of nothing but Redis and busybox, both from this machine. */
export async function engine(on?: Place): Promise<Engine> {
  const nets: Networks = on?.nets ?? networks()
  const inside = [`--net=/run/netns/${nets.of(on?.name ?? 'router')}`, '--']
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-engine-'))
  const socket = join(folder, 's')
  const words = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid'), '-H', `unix://${socket}`]
  const options = on?.options ?? ['--iptables=false', '--ip6tables=false']
  const child: ChildProcess = spawn(nsenter, [...inside, dockerd ?? '', ...words, '--bridge=none', '--storage-driver=vfs', ...options], {
    stdio: 'ignore',
  })
  const call = (...args: readonly string[]): string =>
    execFileSync(docker ?? '', ['-H', `unix://${socket}`, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 }).trim()
  await eventually(() => {
    if (child.exitCode !== null) throw new Error('the engine ended')
    return call('version')
  })
  const tree = join(folder, 'tree')
  const files = [redis ?? '', '/bin/busybox', ...librariesOf(redis ?? '')]
  for (const file of files) {
    mkdirSync(join(tree, dirname(file)), { recursive: true })
    execFileSync('cp', ['-L', file, join(tree, file)])
  }
  const archive = join(folder, 'tree.tar')
  execFileSync('tar', ['-C', tree, '-cf', archive, '.'])
  call('import', archive, 'tiny')
  call('network', 'create', '--subnet', '10.79.0.0/24', 'back')
  call('network', 'create', '--subnet', '10.79.1.0/24', 'front')
  return {
    socket,
    docker: call,
    run(file, args) {
      const { stdout, stderr, status } = spawnSync(nsenter, [...inside, file, ...args], {
        encoding: 'utf8',
        timeout: 60_000,
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCKER_HOST: `unix://${socket}` },
      })
      return { out: stdout, err: stderr, code: status }
    },
    service(project, service, options, ...command) {
      const count = call('ps', '-q', '--filter', `label=com.docker.compose.service=${service}`).split('\n').filter(Boolean).length
      const labels = ['--label', `com.docker.compose.project=${project}`, '--label', `com.docker.compose.service=${service}`]
      return call('run', '-d', '--name', `${project}-${service}-${count + 1}`, ...labels, ...options, 'tiny', ...command)
    },
    async stop() {
      const running = call('ps', '-aq').split('\n').filter(Boolean)
      if (running.length > 0) call('rm', '-f', ...running)
      call('network', 'rm', 'back', 'front')
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
      if (on === undefined) nets.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The files that a program is linked with (`ldd`). */
function librariesOf(file: string): readonly string[] {
  if (readFileSync(file).subarray(0, 4).toString('latin1') !== '\x7fELF') throw new Error(`${file} is no program`)
  return [...execFileSync(ldd, [file], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path ?? '')
}
