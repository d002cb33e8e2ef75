import { describe, expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import type { MadeUp } from '../../testing/running.ts'
import { running } from '../../testing/running.ts'
import { inForce } from './in-force.ts'

const input = component({ form: 'machine', files: {} })

/** `key verdict actual` of one concern. */
function told(concern: string, machine: MadeUp): readonly string[] {
  return inForce(input, running(machine))
    .filter((each) => each.concern === concern)
    .map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`)
}

describe('core dumps of running programs', () => {
  const limit = (soft: string): string =>
    `Limit                     Soft Limit           Hard Limit           Units     \nMax core file size        ${soft}                    unlimited            bytes     \n`
  const program = (id: number, soft: string, name: string): Readonly<Record<string, string>> => ({
    [`/proc/${id}/limits`]: limit(soft),
    [`/proc/${id}/comm`]: `${name}\n`,
    [`/proc/${id}/status`]: 'Name: x\nVmSize:  100 kB\n',
  })
  const pattern = { '/proc/sys/kernel/core_pattern': 'core\n' }
  const limits = (files: Readonly<Record<string, string>>): readonly string[] =>
    told('memory-exposure', { files }).filter((each) => each.startsWith('core limits'))

  it('are found by their soft limits', () => {
    const files = { ...pattern, ...program(1, '0', 'init'), ...program(7, 'unlimited', 'redis-server'), ...program(8, '1024', 'nginx') }
    expect(limits(files)).toEqual(['core limits unsafe: 2 of 3 programs: nginx, redis-server'])
    expect(limits({ ...pattern, ...program(1, '0', 'init') })).toEqual(['core limits safe: no program writes core dumps'])
  })

  it('are not those of the kernel, and unknown where a limit may not be read', () => {
    const thread = { '/proc/2/limits': limit('unlimited'), '/proc/2/status': 'Name: kthreadd\n', '/proc/2/comm': 'kthreadd' }
    expect(limits({ ...pattern, ...program(1, '0', 'init'), ...thread })).toEqual(['core limits safe: no program writes core dumps'])
    expect(limits({ ...pattern, ...program(1, '0', 'init'), '/proc/9/comm': 'x' })).toEqual(['core limits unknown: no program writes core dumps'])
    expect(limits(pattern)).toEqual([])
  })

  it('are taken by a program whatever the limit', () => {
    const files = { '/proc/sys/kernel/core_pattern': '|/usr/bin/collect %p\n', ...program(1, '0', 'init') }
    expect(told('memory-exposure', { files }).filter((each) => /core/.test(each))).toEqual([
      'kernel.core_pattern unsafe: kernel.core_pattern = |/usr/bin/collect %p',
    ])
  })

  it.each([
    ['1', 'kdump unsafe: a crash kernel is loaded'],
    ['0', 'kdump safe: no crash kernel is loaded'],
  ])('of the kernel itself: %s', (loaded, expected) => {
    expect(told('memory-exposure', { files: { '/sys/kernel/kexec_crash_loaded': `${loaded}\n` } })).toEqual([expected])
  })
})

describe('the packet filter in force', () => {
  const base = (policy: string, family = 'inet'): string =>
    `table ${family} f {\nchain in {\ntype filter hook input priority filter; policy ${policy};\n}\n}\n`
  const firewall = (machine: MadeUp): readonly string[] => told('firewall', machine)
  const docker = (user: string, published: string): string =>
    `${base('drop')}table ip nat {\nchain DOCKER {\n${published}\n}\n}\ntable ip filter {\nchain DOCKER-USER {\n${user}\n}\n}\n`
  const open = 'iifname != "docker0" tcp dport 8080 counter packets 0 bytes 0 dnat to 172.17.0.2:80'

  it.each([
    ['', ['input unsafe: no rules']],
    [base('drop'), ['input safe: drop']],
    [base('accept'), ['input unsafe: policy accepts']],
    [base('drop', 'ip'), ['IPv6 unsafe: no chain for IPv6']],
    [`${base('accept')}${base('drop').replace(' f ', ' g ')}`, ['input safe: drop']],
  ])('%j', (nft, expected) => {
    expect(firewall({ filters: { nft } })).toEqual(expected)
  })

  it('is nothing that was seen where no tool tells it, and where rules of the old kind may not be read', () => {
    expect(firewall({})).toEqual([])
    expect(firewall({ filters: { nft: base('drop') }, files: { '/proc/net/ip_tables_names': 'filter\n' } })).toEqual([])
  })

  it('has rules of the old kind in it', () => {
    const iptables = '*filter\n:INPUT DROP [0:0]\nCOMMIT\n'
    const files = { '/proc/net/ip_tables_names': 'filter\n', '/proc/net/ip6_tables_names': 'filter\n' }
    expect(firewall({ files, filters: { nft: '', iptables, ip6tables: iptables } })).toEqual(['input safe: drop'])
    expect(firewall({ files, filters: { nft: '', iptables, ip6tables: iptables.replace('DROP', 'ACCEPT') } })).toEqual([
      'input unsafe: policy accepts',
    ])
    expect(firewall({ filters: { iptables } })).toEqual(['IPv6 unsafe: no chain for IPv6'])
  })

  it.each([
    ['empty', '', open, 'unsafe: DOCKER-USER drops nothing'],
    ['returning', 'counter packets 1 bytes 2 return', open, 'unsafe: DOCKER-USER drops nothing'],
    ['dropping strangers', 'iifname "eth0" ip saddr != 10.0.0.0/8 drop', open, 'safe: 1 rules of DOCKER-USER drop'],
    ['dropping for one port', 'iifname "eth0" tcp dport 5432 drop', open, 'unknown: 1 rules of DOCKER-USER drop'],
    ['empty, with loopback alone', '', open.replace('tcp', 'ip daddr 127.0.0.1 tcp'), 'safe: DOCKER-USER drops nothing'],
    ['empty, as iptables writes it', '', 'tcp dport 8080 counter packets 0 bytes 0 xt target "DNAT"', 'unsafe: DOCKER-USER drops nothing'],
  ])('lets what containers publish pass: %s', (_, user, published, expected) => {
    expect(firewall({ filters: { nft: docker(user, published) } })).toEqual(['input safe: drop', `DOCKER-USER ${expected}`])
  })
})
