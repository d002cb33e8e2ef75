import { describe, expect, it } from 'vitest'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Proposed, RemedyTools } from '../model/remedy.ts'
import { sockets } from './sockets.ts'

const socket = '/var/run/docker.sock'

interface Sketch {
  readonly image?: object
  readonly mounts?: readonly string[]
  readonly control?: string
  readonly subject?: string
  readonly listener?: number
}

/** A program `app` with mounts `SOURCE:TARGET`. */
async function proposed({ image = {}, mounts = [`${socket}:${socket}`], control = 'component/control-socket', subject = 'app', listener }: Sketch) {
  const all = mounts.map((each) => ({ kind: 'bind', source: { value: each.split(':')[0] }, target: { value: each.split(':')[1] } }))
  const input = { id: 'app', form: 'container', mounts: all, dependsOn: [] }
  const deployment = {
    input: { components: [input] },
    components: [{ id: 'app', image, input }],
    channels: [],
    listeners: listener === undefined ? [] : [{ component: 'app', port: listener }],
  } as unknown as Deployment
  const failed = [{ control, judgement: { component: 'app', subject, verdict: 'fail', fix: 'mend it' } }] as unknown as readonly FailedVerdict[]
  return (await sockets.propose({ deployment, failed }, {} as RemedyTools)) as readonly Proposed[]
}

describe("the engine's control socket", () => {
  it('is taken from a program that asks for nothing', async () =>
    expect(await proposed({ image: { asksEngine: [] } })).toMatchObject([{ steps: [{ does: { kind: 'no-mount', path: socket } }] }]))

  it('is asked through a proxy by a program that only reads', async () => {
    const [found] = await proposed({ image: { asksEngine: ['containers', 'logs'] }, mounts: ['/run/docker.sock:/engine.sock'] })
    expect(found).toMatchObject({
      steps: [
        { does: { kind: 'engine', port: 2375 } },
        { does: { kind: 'no-mount', path: '/engine.sock' } },
        { does: { kind: 'mediator', name: 'app-engine', port: 2375, socket: '/run/docker.sock', questions: ['containers', 'logs'] } },
      ],
    })
  })

  it('is left to a person where it is not known what is asked', async () => {
    expect(await proposed({})).toMatchObject([{ reason: 'needs-person' }])
    expect(await proposed({ image: { mediatesControlSocket: true, asksEngine: [] } })).toMatchObject([{ reason: 'needs-person' }])
  })

  it('is not said to be gone where another mount has it', async () =>
    expect(await proposed({ image: { asksEngine: [] }, mounts: [`${socket}:${socket}`, '/:/rootfs'] })).toMatchObject([
      { reason: 'needs-person', why: expect.stringContaining('/rootfs') },
    ]))

  it('stays where the port of the proxy is taken', async () =>
    expect(await proposed({ image: { asksEngine: ['containers'] }, listener: 2375 })).toMatchObject([{ reason: 'would-break' }]))

  it('is taken with the folder that it lies in; other folders of the host are not its matter', async () => {
    const folder = { control: 'store/host-path', mounts: ['/var/run:/var/run'], image: { asksEngine: ['containers'] } }
    expect(await proposed({ ...folder, subject: 'app:/var/run' })).toMatchObject([{ answers: [{ subject: 'app:/var/run' }] }])
    expect(await proposed({ ...folder, subject: 'app:/etc' })).toEqual([])
  })
})
