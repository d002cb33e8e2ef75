import { describe, expect, it } from 'vitest'
import { buildDeployment } from '../../engine/build.ts'
import { observe } from '../../engine/verify/merge.ts'
import type { Deployment } from '../../model/graph.ts'
import { technologies } from '../../registry.ts'
import { component } from '../../testing/component.ts'
import { talk } from '../../testing/talk.ts'
import type { Container } from '../../vantages/containers.ts'
import { askContainers, askHost } from './host.ts'

const now = '2026-01-01T00:00:00Z'

function machine(files: Readonly<Record<string, string>>): Deployment {
  const at = { file: 'etc/hostname', line: 1 }
  const input = { ...component({ form: 'machine', files }), id: 'm' }
  const rest = { inputs: [], networks: [], volumes: [], secrets: [], at, warnings: [] }
  return buildDeployment({ name: 'host', root: '.', platform: 'host', components: [input], ...rest }, technologies, now)
}

/** The observations of one key, as verdict and basis. */
function of(deployment: Deployment, key: string): readonly string[] {
  return deployment.components.flatMap(({ observations }) =>
    observations.filter((each) => each.key === key).map((each) => `${each.verdict} ${each.basis}`),
  )
}

const written = { '/etc/sysctl.conf': 'kernel.yama.ptrace_scope = 1\nkernel.core_pattern = |/bin/false\n' }

describe('what the running system has in force', () => {
  it('settles what its files say otherwise', () => {
    const deployment = machine(written)
    expect(of(deployment, 'kernel.yama.ptrace_scope')).toEqual(['safe configured'])
    const files: Readonly<Record<string, string>> = {
      '/proc/sys/kernel/yama/ptrace_scope': '0\n',
      '/proc/sys/kernel/core_pattern': 'core\n',
      '/proc/swaps': 'Filename Type Size Used Priority\n/dev/dm-1 partition 1 0 -2\n/dev/vdb partition 1 0 -3\n',
      '/sys/block/dm-1/dm/uuid': 'CRYPT-PLAIN-swap\n',
    }
    const seen = observe(
      deployment,
      askHost(deployment, technologies, now, (path) => files[path]),
    )
    expect(of(seen, 'kernel.yama.ptrace_scope')).toEqual(['unsafe observed'])
    expect(of(seen, 'kernel.core_pattern')).toEqual(['unsafe observed'])
    expect(of(seen, 'swap')).toEqual(['unsafe observed'])
    const places = seen.components[0]!.observations.find(({ key }) => key === 'kernel.yama.ptrace_scope')?.trail
    expect(places).toContainEqual(expect.objectContaining({ line: 1 }))
  })

  it.each([
    ['/dev/dm-1 partition', 'safe observed'],
    ['/dev/zram0 partition', 'safe observed'],
    ['/swapfile file', 'unknown observed'],
    ['/dev/nvme0n1p3 partition', 'unsafe observed'],
    ['', 'safe observed'],
  ])('knows of swap on %s', (line, verdict) => {
    const deployment = machine(written)
    const files: Readonly<Record<string, string>> = { '/proc/swaps': `Filename Type\n${line}\n`, '/sys/block/dm-1/dm/uuid': 'CRYPT-LUKS2-x\n' }
    expect(
      of(
        observe(
          deployment,
          askHost(deployment, technologies, now, (path) => files[path]),
        ),
        'swap',
      ),
    ).toEqual([verdict])
  })

  it('asks for files of /proc and /sys alone', () => {
    const asked: string[] = []
    const spy = (path: string): undefined => void asked.push(path)
    askHost(machine(written), technologies, now, spy)
    expect(asked.length).toBeGreaterThan(30)
    expect(asked.filter((path) => !/^\/(?:proc\/(?:sys\/[\w./]+|swaps|net\/tcp6?)|sys\/block\/[\w/-]+)$/.test(path))).toEqual([])
    // the files of the machine that runs this test: bounded, and read without an error
    const [answer] = askHost(machine(written), technologies, now)
    expect(answer?.learned?.said).toMatch(/^\d+ settings of the running system were read$/)
  })
})

describe('sockets', () => {
  const entry = (local: string): string =>
    `   0: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n`
  const tables: Readonly<Record<string, string>> = {
    '/proc/net/tcp': entry('00000000:1F90') + entry('0100007F:0016'),
    '/proc/7/net/tcp': entry('00000000:1F91'),
    '/proc/7/cgroup': '0::/system.slice/docker-0123456789ab.scope\n',
  }
  const file = (path: string): string | undefined => tables[path]

  it('are those of the machine', () => {
    const answers = askHost(machine(written), technologies, now, file)
    expect(answers.map(({ probe, learned }) => [probe, learned?.said])).toEqual([['host/sockets', 'connections are taken on 1 port beyond loopback']])
  })

  it('are those of a container where the kernel says that the process is of it, and the network is its own', () => {
    const deployment = talk({})
    const running = (pid: number, networkMode = 'bridge'): Container => ({
      id: '0123456789ab',
      name: 'x-db-1',
      service: 'db',
      pid,
      networkMode,
      networks: [],
      published: [],
      facts: { user: '', privileged: false, capAdd: [], readOnlyRoot: false, mounts: [], environment: [] },
    })
    const asked = (container: Container): readonly (number | undefined)[] =>
      askContainers(deployment, [container], now, file).flatMap(({ learned }) => learned?.sockets?.map(({ port }) => port) ?? [])
    expect(asked(running(7))).toEqual([8081])
    expect(asked(running(8))).toEqual([])
    expect(asked(running(7, 'host'))).toEqual([])
    expect(asked({ ...running(7), id: 'ba9876543210' })).toEqual([])
    expect(asked({ ...running(7), service: 'other' })).toEqual([])
  })
})
