import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { doorProbe } from '../../src/probes/http/doors.ts'
import { http } from '../../src/probes/http/index.ts'
import { zookeeper } from '../../src/technologies/zookeeper/index.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const jar = program('/usr/share/java/zookeeper.jar')
const java = program('/usr/bin/java')
const installed = java === undefined ? undefined : jar

/** The AdminServer of Debian's package is left without Jetty unless it is on the class path. */
const jetty = ['server', 'util', 'http', 'io', 'servlet', 'security', 'util-ajax'].map((name) => `jetty9-${name}`)
const classPath = ['zookeeper', ...jetty, 'servlet-api', 'jackson-core', 'jackson-databind', 'jackson-annotations', 'netty-all']
  .map((name) => `/usr/share/java/${name}.jar`)
  .join(':')

describe.skipIf(isMissing(installed))(`ZooKeeper's AdminServer${reason(installed)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-admin-server')
  })
  afterAll(() => box.stop())

  async function started(name: string, switched: boolean): Promise<{ readonly client: number; readonly admin: number }> {
    const [client, admin] = [await freePort(), await freePort()]
    const settings = ['tickTime=2000', `dataDir=${box.folder}/${name}`, `clientPort=${client}`, 'clientPortAddress=127.0.0.1']
    const own = ['admin.serverAddress=127.0.0.1', `admin.serverPort=${admin}`, `admin.enableServer=${switched}`]
    writeFileSync(join(box.folder, `${name}.cfg`), `${[...settings, ...own].join('\n')}\n`)
    box.start(java ?? '', ['-Xmx128m', '-cp', classPath, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', join(box.folder, `${name}.cfg`)])
    return { client, admin }
  }
  const more = [doorProbe('zookeeper', zookeeper.questions ?? [])]

  it('is open to everybody as it comes', async () => {
    const { admin } = await started('open', true)
    const answer = await eventually(async () => {
      const found = (await asked({ ...http, probes: [] }, admin, { more })).at(-1)
      if (found?.outcome !== 'answered') throw new Error(found?.why ?? 'it does not serve yet')
      return found
    })
    expect(answer.learned).toMatchObject({
      said: 'settings and state of the server, by the AdminServer (/commands/configuration): open to everybody',
      authentication: 'none',
      observations: [{ key: 'admin.enableServer', verdict: 'unsafe' }],
    })
  })

  it('is not there once it is switched off, which proves nothing of who may', async () => {
    const { client, admin } = await started('off', false)
    await eventually(() => asked({ ...http, probes: [] }, client))
    const answers = await asked({ ...http, probes: [] }, admin, { more, mayFail: true })
    expect(answers[0]).toMatchObject({ outcome: 'unproven', fault: { kind: 'refused' } })
    expect(answers.every(({ learned }) => learned?.authentication === undefined)).toBe(true)
  })
})
