import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call, project } from '../../../test/in-process.ts'
import type { GuideAnswer } from '../../model/answer.ts'
import type { PlanReport } from '../../model/plan.ts'
import type { Report } from '../../model/report.ts'

// what a call loads when it needs it: to make it ready for the test is no part of any of them
beforeAll(() => Promise.all([import('./command.ts'), import('../sources.ts'), import('../../registry/technologies.ts')]), 120_000)

let servers: Server[] = []
let sockets: Socket[] = []
afterEach(() => {
  for (const each of sockets) each.destroy()
  for (const server of servers) server.close()
  ;[servers, sockets] = [[], []]
})

/** A server on loopback that says what `talk` says to each connection. */
async function listening(talk: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    talk(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A server of a few lines of Redis without a password. */
const openRedis = (): Promise<number> =>
  listening((socket) => socket.on('data', (data) => socket.write(data.toString('latin1').startsWith('PING') ? '+PONG\r\n' : '-ERR what\r\n')))

function valid(schema: string, value: unknown): unknown {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
  const check = ajv.compile(JSON.parse(readFileSync(join(project, 'schema', schema), 'utf8')) as object)
  return check(value) ? [] : check.errors
}

describe('verify', () => {
  it('asks a named target and says what it says', async () => {
    const port = await openRedis()
    const said = await call(['verify', '--target', `redis://127.0.0.1:${port}`, '--format', 'json', '--fail-on', 'never', '--timeout', '200'])
    expect(said).toMatchObject({ stderr: '', exit: 0 })
    const report = JSON.parse(said.stdout) as Report
    expect(valid('report.json', report)).toEqual([])
    expect(report.run).toMatchObject({ end: 'complete', cut: 0, vantages: ['this machine'], options: { timeout: 200, depth: 'assert' } })
    expect(report.run?.connections).toBeGreaterThan(1)
    expect(report.deployments[0]?.answers?.map(({ probe, outcome }) => [probe, outcome])).toContainEqual(['redis/authentication', 'answered'])
  })

  it('says what is another answer since an earlier run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-since-'))
    const port = await openRedis()
    const call_ = (...more: readonly string[]): ReturnType<typeof call> =>
      call(['verify', '--target', `redis://127.0.0.1:${port}`, '--timeout', '200', '--fail-on', 'never', ...more], folder)
    await call_('--format', 'json', '--output', 'before.json')
    expect((await call_('--since', 'before.json')).stdout).toContain('Since the earlier run  0 answers changed, 0 new, 0 gone')
    for (const server of servers) server.close()
    for (const each of sockets) each.destroy()
    const after = (await call_('--since', 'before.json')).stdout.replaceAll(/\s+/g, ' ')
    expect(after).toContain(`changed: redis/transport redis://127.0.0.1:${port}: was "PING without TLS is answered`)
    expect(after).toContain('is "unproven: the connection was refused (ECONNREFUSED)"')
    expect(after).toContain(`gone: redis/authentication redis://127.0.0.1:${port}`)
    rmSync(folder, { recursive: true })
  })

  it('says when the time was over', async () => {
    const target = `redis://127.0.0.1:${await listening(() => {})}`
    const said = await call(['verify', '--target', target, '--deadline', '1', '--timeout', '30000'])
    expect(said.stdout.replaceAll('\n', ' ')).toContain(
      "The run's time was over (--deadline): 1 target was not asked all, and what was answered until then counts.",
    )
  })

  it('plans without sending anything', async () => {
    const plan = await call(['verify', '--target', 'redis://127.0.0.1:1', '--plan', '--format', 'json'])
    expect(plan.exit).toBe(0)
    const report = JSON.parse(plan.stdout) as PlanReport
    expect(valid('plan.json', report)).toEqual([])
    const [ask] = report.deployments[0]?.asks ?? []
    expect(ask).toMatchObject({ listener: 'redis://127.0.0.1:1', address: '127.0.0.1:1', because: 'the call names this address' })
    expect(report.connections).toBe(ask?.questions.reduce((sum, { connections }) => sum + connections, 0))
    const counts = async (...more: readonly string[]): Promise<unknown> => {
      const said = await call(['verify', '--target', 'ssl://127.0.0.1:1,mysql://127.0.0.1:2', '--plan', '--format', 'json', ...more])
      const asks = (JSON.parse(said.stdout) as PlanReport).deployments[0]?.asks ?? []
      return asks.map(({ questions }) => questions.find(({ probe }) => probe === 'tls/policy')?.connections)
    }
    expect([await counts(), await counts('--suites'), await counts('--full'), await counts('--deep')]).toEqual([
      [8, 8],
      [600, 45],
      [600, 45],
      [600, 45],
    ])
    const text = await call(['verify', '--target', 'redis://127.0.0.1:1', '--plan'])
    expect(text.stdout).toContain('Nothing was sent. 1 listener would be asked, 0 not; ')
    expect(await call(['verify', '--target', 'redis://127.0.0.1:1', '--plan', '--format', 'sarif'])).toMatchObject({ exit: 2 })
  })

  it('reads a machine that the call names a way to, and asks its programs at its loopback', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-machines-'))
    mkdirSync(join(folder, 'web1/etc/redis'), { recursive: true })
    writeFileSync(join(folder, 'web1/etc/sysctl.conf'), 'kernel.dmesg_restrict = 1\n')
    writeFileSync(join(folder, 'web1/etc/redis/redis.conf'), 'bind 127.0.0.1\nport 6379\n')
    const plan = await call(['verify', '.', '--vantage', 'ssh:audit@web1.example=web1', '--plan', '--format', 'json'], folder)
    const report = JSON.parse(plan.stdout) as PlanReport
    expect(valid('plan.json', report)).toEqual([])
    expect(report.deployments[0]?.reads).toEqual([{ machine: 'web1', vantage: 'audit@web1.example' }])
    expect(report.deployments[0]?.asks.map(({ address, vantage, because }) => [address, vantage, because])).toEqual([
      ['127.0.0.1:6379', 'audit@web1.example', 'it runs on web1, and the call names the way there'],
    ])
    const text = await call(['verify', '.', '--vantage', 'ssh:audit@web1.example=web1', '--at', 'redis=192.0.2.1', '--plan'], folder)
    expect(text.stdout).toContain('web1  is read from audit@web1.example: ')
    expect(text.stdout).toMatch(/redis:6379 {2}at 192.0.2.1:6379 from this machine \(the call names this address\)/)
    const wrong = await call(['verify', '.', '--vantage', 'ssh:audit@web1.example=web2', '--plan'], folder)
    expect([wrong.exit, wrong.stderr]).toEqual([2, expect.stringContaining('--vantage: there is no component "web2"')])
    rmSync(folder, { recursive: true })
  })

  it('is no success when nobody answered', async () => {
    const gone = await openRedis()
    for (const server of servers) server.close()
    const said = await call(['verify', '--target', `redis://127.0.0.1:${gone}`, '--fail-on', 'never', '--timeout', '200'])
    expect(said.exit).toBe(2)
    expect(said.stdout).toContain('the connection was refused (ECONNREFUSED)')
    expect(said.stderr).toContain('nothing is verified')
  })

  it('judges a file once, by the deployment that reads it', async () => {
    const plan = await call(['verify', 'examples/cornflow/weak', '--plan', '--format', 'json'])
    expect((JSON.parse(plan.stdout) as PlanReport).deployments.map(({ name }) => name)).toEqual(['cornflow'])
  })

  it.each([
    ['--rate', 'x'],
    ['--connections', '0'],
    ['--per-host', '65'],
    ['--patience', '0'],
  ])('refuses %s %s', async (option, value) => {
    const said = await call(['verify', '--target', 'redis://127.0.0.1:1', option, value])
    expect(said.exit).toBe(2)
    expect(said.stderr).toContain(`${option}: "${value}" is no whole number from `)
  })
})

describe('guide --report', () => {
  it('answers the rows from a report, and refuses what is none of the guide', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-guide-'))
    const example = join(project, 'examples/cornflow/weak')
    await call(['audit', example, '--guide', 'cornflow', '--all', '--format', 'json', '--fail-on', 'never', '--output', 'audit.json'], folder)
    const fromReport = await call(['guide', 'cornflow', '--report', 'audit.json', '--format', 'json'], folder)
    const fromFiles = await call(['guide', 'cornflow', example, '--format', 'json'], folder)
    const verdicts = (text: string): unknown => (JSON.parse(text) as GuideAnswer).rows.map(({ id, verdict }) => [id, verdict])
    expect(verdicts(fromReport.stdout)).toEqual(verdicts(fromFiles.stdout))
    expect((await call(['guide', 'corridor', '--report', 'audit.json'], folder)).stderr).toContain('it says nothing of the guide corridor')
    writeFileSync(join(folder, 'x.json'), '{"schema":"ringwall.report/0","deployments":[null]}')
    expect((await call(['guide', 'corridor', '--report', 'x.json'], folder)).stderr).toContain('it is no report of ringwall')
    rmSync(folder, { recursive: true })
  })
})
