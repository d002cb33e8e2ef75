import { describe, expect, it } from 'vitest'
import { buildDeployment } from '../../engine/build.ts'
import { observe } from '../../engine/verify/merge.ts'
import type { Deployment } from '../../model/graph.ts'
import type { Answer } from '../../model/observed.ts'
import { technologies } from '../../registry/technologies.ts'
import { component } from '../../testing/component.ts'
import type { MadeUp } from '../../testing/running.ts'
import { madeUp } from '../../testing/running.ts'
import { talk } from '../../testing/talk.ts'
import type { Container } from '../../vantages/containers.ts'
import { machineHere } from '../../vantages/machine.ts'
import { WireError } from '../../wire/fault.ts'
import { askContainers } from './containers.ts'
import { askMachine } from './host.ts'

const now = '2026-01-01T00:00:00Z'

function machine(files: Readonly<Record<string, string>>): Deployment {
  const at = { file: 'etc/hostname', line: 1 }
  const input = { ...component({ form: 'machine', files }), id: 'm' }
  const rest = { inputs: [], networks: [], volumes: [], secrets: [], at, warnings: [] }
  return buildDeployment({ name: 'host', root: '.', platform: 'host', components: [input], ...rest }, technologies, now)
}

function asked(deployment: Deployment, told: MadeUp, spy?: (path: string) => void): Promise<readonly Answer[]> {
  return askMachine(deployment, { component: 'm', vantage: 'this machine', reader: madeUp(told, spy) }, technologies, new Date(now))
}

/** The observations of one key, as verdict and basis. */
function of(deployment: Deployment, key: string): readonly string[] {
  return deployment.components.flatMap(({ observations }) =>
    observations.filter((each) => each.key === key).map((each) => `${each.verdict} ${each.basis}`),
  )
}

const written = { '/etc/sysctl.conf': 'kernel.yama.ptrace_scope = 1\nkernel.core_pattern = |/bin/false\n' }
const disk = '/sys/class/block'

describe('what the running system has in force', () => {
  it('settles what its files say otherwise, and says that they do', async () => {
    const deployment = machine(written)
    expect(of(deployment, 'kernel.yama.ptrace_scope')).toEqual(['safe configured'])
    const files = {
      '/proc/sys/kernel/yama/ptrace_scope': '0\n',
      '/proc/sys/kernel/core_pattern': 'core\n',
      '/proc/swaps': 'Filename Type Size Used Priority\n/dev/dm-1 partition 1 0 -2\n/dev/vdb partition 1 0 -3\n',
      [`${disk}/dm-1/dm/uuid`]: 'CRYPT-PLAIN-swap\n',
      [`${disk}/vdb/size`]: '100\n',
    }
    const seen = observe(deployment, await asked(deployment, { files }))
    expect(of(seen, 'kernel.yama.ptrace_scope')).toEqual(['unsafe observed'])
    expect(of(seen, 'kernel.core_pattern')).toEqual(['unsafe observed'])
    expect(of(seen, 'swap')).toEqual(['unsafe observed'])
    const places = seen.components[0]!.observations.find(({ key }) => key === 'kernel.yama.ptrace_scope')?.trail
    expect(places).toContainEqual(expect.objectContaining({ line: 1 }))
    expect(of(seen, 'kernel.yama.ptrace_scope in force')).toEqual(['unsafe observed'])
    const same = { '/proc/sys/kernel/yama/ptrace_scope': '2\n' }
    expect(of(observe(deployment, await asked(deployment, { files: same })), 'kernel.yama.ptrace_scope in force')).toEqual([])
  })

  it.each([
    ['/dev/dm-1 partition', 'safe observed'],
    ['/dev/zram0 partition', 'safe observed'],
    ['/swapfile file', 'unsafe observed'],
    ['/elsewhere/swapfile file', 'unknown observed'],
    ['/dev/nvme0n1p3 partition', 'unsafe observed'],
    ['/dev/gone partition', 'unknown observed'],
    // a volume of LVM on an encrypted disk, as installers make it, and one that is only checked for integrity
    ['/dev/dm-2 partition', 'safe observed'],
    ['/dev/dm-3 partition', 'unsafe observed'],
    ['', 'safe observed'],
  ])('knows of swap on %s', async (line, verdict) => {
    const deployment = machine(written)
    const files = {
      '/proc/swaps': `Filename Type\n${line}\n`,
      '/proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:50 / /elsewhere rw - nfs4 host:/x rw\n',
      '/sys/dev/block/8:1/size': '100\n',
      [`${disk}/dm-1/dm/uuid`]: 'CRYPT-LUKS2-x\n',
      [`${disk}/zram0/size`]: '100\n',
      [`${disk}/nvme0n1p3/size`]: '100\n',
      [`${disk}/dm-2/dm/uuid`]: 'LVM-x\n',
      [`${disk}/dm-2/slaves/dm-4`]: '',
      '/sys/block/dm-4/dm/uuid': 'CRYPT-LUKS2-y\n',
      [`${disk}/dm-3/dm/uuid`]: 'CRYPT-VERITY-x\n',
      [`${disk}/dm-3/size`]: '100\n',
    }
    expect(of(observe(deployment, await asked(deployment, { files })), 'swap')).toEqual([verdict])
  })

  it('says what it may not read, and who is not reached', async () => {
    const told = { files: { '/proc/swaps': 'Filename\n' }, denied: ['/proc/sys/fs/suid_dumpable'] }
    const [answer] = await asked(machine(written), told)
    expect(answer?.learned?.unproven).toEqual([
      expect.stringMatching(/^1 of \d+ may not be read \(\/proc\/sys\/fs\/suid_dumpable: permission denied\)$/),
    ])
    const gone = async (): Promise<never> => Promise.reject(new WireError('client', 'its host key is not known here'))
    const reader = { text: gone, names: gone, status: gone, filter: gone }
    const answers = await askMachine(machine(written), { component: 'm', vantage: 'a@b', reader }, technologies, new Date(now))
    expect(answers.map(({ outcome, why }) => `${outcome}: ${why}`)).toEqual(Array(2).fill('unproven: its host key is not known here'))
  })

  it('asks for no environment, no memory and nothing outside of what it judges', async () => {
    const paths: string[] = []
    await asked(machine(written), { files: { '/proc/1/comm': 'x', '/proc/sys/kernel/core_pattern': 'core' } }, (path) => void paths.push(path))
    expect(paths.length).toBeGreaterThan(30)
    const odd = (path: string): boolean =>
      !/^\/(?:proc\/(?:sys\/[\w./]+|swaps|net\/\w+|self\/mountinfo|1\/(?:limits|status|comm))|sys\/[\w/-]+|proc)$/.test(path)
    expect(
      paths.filter((path) => odd(path) && !['nft', 'iptables', 'ip6tables', '/etc/sysctl.conf', '/etc/passwd', '/etc/group'].includes(path)),
    ).toEqual([])
    // the files of the machine that runs this test: bounded, and read without an error
    const place = { component: 'm', vantage: 'this machine', reader: machineHere('this machine') }
    const [answer] = await askMachine(machine(written), place, technologies, new Date(now))
    expect(answer?.learned?.said).toMatch(/^\d+ settings of the running system were read$/)
  })
})

describe('sockets', () => {
  const entry = (local: string): string =>
    `   0: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n`
  const files: Readonly<Record<string, string>> = {
    '/proc/net/tcp': entry('00000000:1F90') + entry('0100007F:0016'),
    '/proc/7/net/tcp': entry('00000000:1F91'),
    '/proc/7/cgroup': '0::/system.slice/docker-0123456789ab.scope\n',
  }

  it('are those of the machine', async () => {
    const answers = await asked(machine(written), { files })
    expect(answers.map(({ probe, learned }) => [probe, learned?.said])).toEqual([['host/sockets', 'connections are taken on 1 port beyond loopback']])
  })

  it('are those of a container where the kernel says that the process is of it, and the network is its own', async () => {
    const deployment = talk({})
    const running = (pid: number, networkMode = 'bridge'): Container => ({
      id: '0123456789ab',
      name: 'x-db-1',
      service: 'db',
      pid,
      networkMode,
      networks: [],
      published: [],
      facts: {
        user: '',
        privileged: false,
        capAdd: [],
        readOnlyRoot: false,
        mounts: [],
        environment: [],
        capDrop: [],
        securityOptions: [],
        memory: 0,
        hostNamespaces: [],
      },
    })
    const seen = async (container: Container): Promise<readonly number[]> => {
      const answers = await askContainers(deployment, [container], madeUp({ files }), new Date(now))
      return answers.flatMap(({ learned }) => learned?.sockets?.map(({ port }) => port) ?? [])
    }
    expect(await seen(running(7))).toEqual([8081])
    expect(await seen(running(8))).toEqual([])
    expect(await seen(running(7, 'host'))).toEqual([])
    expect(await seen({ ...running(7), id: 'ba9876543210' })).toEqual([])
    expect(await seen({ ...running(7), service: 'other' })).toEqual([])
  })
})
