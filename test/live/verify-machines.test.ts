import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askMachine } from '../../src/cli/verify/host.ts'
import { findDeployments } from '../../src/cli/sources.ts'
import { audit } from '../../src/engine/audit.ts'
import { buildDeployment } from '../../src/engine/build.ts'
import { observe } from '../../src/engine/verify/merge.ts'
import type { Deployment } from '../../src/model/graph.ts'
import type { Answer } from '../../src/model/observed.ts'
import type { DeploymentReport } from '../../src/model/report.ts'
import { controls, guides } from '../../src/registry.ts'
import { technologies } from '../../src/registry/technologies.ts'
import type { SshVantage } from '../../src/vantages/ssh.ts'
import { sshVantage } from '../../src/vantages/ssh.ts'
import type { Networks } from './networks.ts'
import { networking, networks } from './networks.ts'
import { eventually, isMissing, reason } from './server.ts'
import type { SshHost } from './sshd.ts'
import { sshHost, sshServer } from './sshd.ts'

const installed = networking === undefined ? undefined : sshServer

describe.skipIf(isMissing(installed))(`a machine that is read over SSH${reason(installed)}`, () => {
  let nets: Networks
  let host: SshHost
  let listener: ChildProcess
  /** The copy of its files that was read, and the folder that is really on the machine. */
  let folder = ''
  let real = ''
  const used: SshVantage[] = []
  beforeAll(async () => {
    nets = networks('web1')
    host = sshHost(networking ?? '', nets.of('web1'))
    nets.run(
      'web1',
      'nft',
      ['-f', '-'],
      'table inet f {\nchain in {\ntype filter hook input priority 0; policy accept;\ntcp dport 6379 accept\n}\n}\n',
    )
    const serve = "require('node:net').createServer().listen(6380);require('node:net').createServer().listen(6379,'127.0.0.1')"
    listener = spawn(networking ?? '', ['netns', 'exec', nets.of('web1'), process.execPath, '-e', serve], { stdio: 'ignore' })
    folder = mkdtempSync(join(tmpdir(), 'ringwall-tree-'))
    real = mkdtempSync(join(tmpdir(), 'ringwall-real-'))
    chmodSync(real, 0o755)
    const put = (path: string, text: string): void => {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    const conf = `bind 127.0.0.1\nrequirepass k3hGq8zW1pLm0\ndir ${real}/data\n`
    put(join(folder, 'web1/etc/sysctl.conf'), 'kernel.yama.ptrace_scope = 3\nkernel.randomize_va_space = 0\n')
    put(join(folder, 'web1/etc/nftables.conf'), 'table inet f {\nchain in {\ntype filter hook input priority 0; policy drop;\n}\n}\n')
    put(join(folder, 'web1/etc/fstab'), `tmpfs ${real}/backups tmpfs defaults 0 0\n`)
    put(join(folder, 'web1/etc/systemd/system/redis.service'), `[Service]\nUser=redis\nExecStart=/usr/bin/redis-server ${real}/redis.conf\n`)
    put(join(folder, 'web1', real, 'redis.conf'), conf)
    put(join(real, 'redis.conf'), conf)
    chmodSync(join(real, 'redis.conf'), 0o644)
    mkdirSync(join(real, 'data'))
    chmodSync(join(real, 'data'), 0o755)
    put(join(real, 'backups/2024/dump.rdb'), 'x')
    utimesSync(join(real, 'backups/2024/dump.rdb'), 1_700_000_000, 1_700_000_000)
    await eventually(async () => {
      await over('root').machine.text('/proc/sys/kernel/ostype')
    })
  })
  afterAll(async () => {
    await Promise.all(used.map((each) => each.close()))
    host.stop()
    listener.kill('SIGKILL')
    nets.stop()
    for (const each of [folder, real]) rmSync(each, { recursive: true, force: true })
  })

  function over(user: string): SshVantage {
    const vantage = sshVantage(...host.as(user))
    used.push(vantage)
    return vantage
  }

  async function asked(
    user: string,
  ): Promise<{ readonly answers: readonly Answer[]; readonly findings: DeploymentReport['findings']; readonly seen: Deployment }> {
    const found = findDeployments('.', { file: [], envFile: [] }, folder)
    const now = new Date()
    const deployment = buildDeployment(found.deployments[0]!, technologies, now.toISOString())
    const vantage = over(user)
    const answers = await askMachine(deployment, { component: 'web1', vantage: vantage.name, reader: vantage.machine }, technologies, now)
    const options = { version: '0', now: now.toISOString(), all: false, guides: [], observe: (each: Deployment) => observe(each, answers) }
    const report = audit(found, { technologies, controls, guides }, options)
    return { answers, findings: report.deployments[0]!.findings, seen: observe(deployment, answers) }
  }

  it('tells files as they are', async () => {
    const { machine } = over('root')
    expect(await machine.text('/proc/sys/kernel/ostype')).toEqual({ state: 'got', value: 'Linux\n' })
    expect(await machine.text('/proc/nowhere')).toEqual({ state: 'absent' })
    expect(await machine.names(real)).toEqual({ state: 'got', value: ['backups', 'data', 'redis.conf'] })
    expect(await machine.status(join(real, 'redis.conf'))).toMatchObject({ state: 'got', value: { kind: 'file', mode: 0o644, uid: 0, gid: 0 } })
    expect(await machine.status(join(real, 'data'))).toMatchObject({ state: 'got', value: { kind: 'folder', mode: 0o755 } })
    const { value } = (await machine.status(join(real, 'backups/2024/dump.rdb'))) as { readonly value: { readonly changed: number } }
    expect(value.changed).toBe(1_700_000_000_000)
    // longer than one answer may be
    const long = 'x'.repeat(300_000)
    writeFileSync(join(real, 'data/long'), long)
    expect(await machine.text(join(real, 'data/long'))).toEqual({ state: 'got', value: long })
    expect(await machine.filter('nft')).toMatchObject({ state: 'got', value: expect.stringContaining('tcp dport 6379 accept') })
    const nobody = over('nobody').machine
    expect(await nobody.text('/etc/shadow')).toEqual({ state: 'denied', why: 'permission denied' })
    expect(await nobody.filter('nft')).toMatchObject({ state: 'denied' })
  })

  it('is held against its files', { timeout: 30_000 }, async () => {
    const { findings, answers } = await asked('root')
    const about = (control: string): readonly string[] => findings.filter((each) => each.control === control).map(({ message }) => message)
    expect(answers.filter(({ outcome }) => outcome !== 'answered')).toEqual([])
    expect(about('zone/firewall')).toEqual([expect.stringMatching(/the policy is accept/)])
    expect(about('component/contradiction')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/The files make input safe, and the running system does not have it so/),
        expect.stringMatching(/kernel.randomize_va_space is safe in the running system, and its files say otherwise/),
      ]),
    )
    expect(about('listener/undeclared')).toEqual([expect.stringMatching(/^web1: port 6380 is open on ::/)])
    expect(about('store/file-access')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/redis.conf of redis holds a secret and can be read by everybody/),
        expect.stringMatching(/verybody on the machine can read 1 files in .*data, .*data.long among them/),
      ]),
    )
    expect(about('store/backup')).toEqual([expect.stringMatching(/he newest backup in .*backups is \d+ days old/)])
    const observed = findings.filter(({ control, subject }) => control === 'store/file-access' && subject.id.includes('redis.conf'))
    expect(observed.map(({ basis }) => basis)).toEqual(['observed'])
    expect(JSON.stringify([findings, answers])).not.toContain('k3hGq8zW1pLm0')
  })

  it('says of what this account may not read that it could not, and passes none of it', { timeout: 30_000 }, async () => {
    const { answers, seen } = await asked('nobody')
    const inForce = answers.find(({ probe }) => probe === 'host/in-force')
    expect(inForce?.learned?.unproven).toEqual([expect.stringMatching(/may not be read \(/)])
    const firewall = seen.components.flatMap(({ observations }) => observations.filter(({ concern }) => concern === 'firewall'))
    // what the files say stands, and nothing of it is observed
    expect(firewall.map(({ key, basis }) => `${key} ${basis}`)).toEqual(['input configured'])
  })
})
