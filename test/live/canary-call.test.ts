import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { call } from '../in-process.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/redis-server')

describe.skipIf(isMissing(server))(`ringwall verify --canary${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('canary-call')
  })
  afterAll(() => box.stop())

  async function started(name: string, ...args: readonly string[]): Promise<number> {
    const port = await freePort()
    box.run('/usr/bin/mkdir', [name])
    box.start(server ?? '', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', `${box.folder}/${name}`, ...args])
    await eventually(() => box.run('/usr/bin/redis-cli', ['-p', String(port), 'PING']))
    return port
  }

  const keys = (port: number): string => box.run('/usr/bin/redis-cli', ['-p', String(port), 'DBSIZE']).trim()
  const verify = (port: number, ...more: readonly string[]): ReturnType<typeof call> =>
    call(['verify', '--target', `redis://127.0.0.1:${port}`, '--fail-on', 'never', ...more])
  const named = ['--canary', 'redis://127.0.0.1', '--canary-wait', '1']

  it('shows in the plan what is written, writes nothing without being told to, and then tells where it stays', async () => {
    const port = await started('usual', '--appendonly', 'yes')
    const plan = await verify(port, ...named, '--plan')
    expect(plan.stdout).toContain('redis/canary  CHANGES STATE: sets one key of a random name with an expiry, and deletes it')
    expect((await verify(port, '--format', 'json')).stdout).not.toContain('canary')
    const said = await verify(port, ...named, '--format', 'json')
    expect(said).toMatchObject({ exit: 0, stderr: '' })
    const [deployment] = (JSON.parse(said.stdout) as Report).deployments
    const found = deployment?.findings.filter(({ subject, basis }) => basis === 'observed' && subject.id === 'redis://127.0.0.1')
    expect(found?.map(({ control }) => control)).toEqual(expect.arrayContaining(['store/encryption-at-rest', 'secret/left-behind']))
    expect(keys(port)).toBe('0')
  })

  it('fails when something is left behind, whatever the threshold, and says how to remove it', async () => {
    const port = await started('undeletable', '--user', 'default', 'on', 'nopass', '~*', '+@all', '-del')
    const said = await verify(port, ...named)
    expect(said.exit).toBe(1)
    expect(said.stderr).toMatch(/^ringwall: key ringwall_canary_\w+ is still there .*: remove it with DEL ringwall_canary_\w+ /)
    expect(keys(port)).toBe('1')
  })

  it('takes back what it wrote when it is interrupted', async () => {
    const port = await started('interrupted')
    const interrupt = setInterval(() => {
      if (keys(port) === '1') process.emit('SIGINT')
    }, 50)
    try {
      const said = await verify(port, '--canary', 'redis://127.0.0.1', '--canary-wait', '300')
      expect(said.stdout).toContain('the run was ended before they were looked for')
    } finally {
      clearInterval(interrupt)
    }
    expect(keys(port)).toBe('0')
  })

  it.each([
    [['--canary', 'nobody'], '--canary: "nobody" is no component into which a value can be written'],
    [['--canary-flush'], '--canary-flush and --canary-look say how --canary works'],
    [[...named, '--canary-wait', 'long'], '--canary-wait: "long" is no whole number'],
  ])('refuses %j', async (more, why) => {
    const said = await verify(1, ...more)
    expect(said).toMatchObject({ exit: 2 })
    expect(said.stderr).toContain(why)
  })
})
