import { chmodSync, copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phase } from '../../src/model/remedy.ts'
import { foreignAuthority } from './foreign-authority.ts'
import type { Place } from './hardened.ts'
import type { Loop } from './loop.ts'
import { loop, served } from './loop.ts'
import { networking } from './networks.ts'
import { isMissing, program, reason } from './server.ts'

const jar = program('/usr/share/java/zookeeper.jar')
const java = program('/usr/bin/java')
const installed = java === undefined || networking === undefined ? undefined : jar

/** As the image's own user. */
const server = 1000

const classPath = 'zookeeper netty-all netty-codec netty-handler netty-common netty-buffer netty-transport netty-resolver commons-cli slf4j-simple'
  .split(' ')
  .map((name) => `/usr/share/java/${name}.jar`)
  .join(':')

const compose = `services:
  app:
    image: eclipse-temurin:17
    command: java -jar app.jar
    user: "65534"
    environment:
      ZOOKEEPER_CONNECT: zookeeper:2181
  zookeeper:
    image: zookeeper:3.8
    volumes:
      - ./zoo.cfg:/conf/zoo.cfg
    healthcheck:
      test: ["CMD-SHELL", "echo srvr | nc localhost 2181 | grep Mode"]
`

describe.skipIf(isMissing(installed))(`client->zookeeper, hardened${reason(installed)}`, () => {
  let pair: Loop
  beforeAll(async () => {
    const cfg = (data: string): string => `# ours\ndataDir=${data}\ntickTime=500\nclientPort=2181\nadmin.enableServer=false\n`
    pair = await loop('zookeeper', (data) => ({ 'compose.yaml': compose, 'zoo.cfg': cfg(data) }), server)
  }, 120_000)
  afterAll(async () => {
    await pair.stop()
  })

  /** The server as the files of a phase start it: zkServer.sh gives the JVM what the variables say. */
  async function serve(phase: 'weak' | Phase): Promise<Place> {
    const { all } = pair
    const flags = all.of(phase).component('zookeeper').env.get('SERVER_JVMFLAGS')?.value.split(' ') ?? []
    const words = [java!, '-Xmx128m', ...flags, '-cp', classPath, 'org.apache.zookeeper.server.quorum.QuorumPeerMain']
    // where its user can read it
    const file = join(pair.data, 'zoo.cfg')
    copyFileSync(join(all.of(phase).folder, 'zoo.cfg'), file)
    await pair.next(() => pair.place('zookeeper', phase, server).start([...words, file]))
    const app = pair.place('app', phase, 65_534)
    await served(() => list(app, phase))
    return app
  }

  interface Asked {
    readonly address?: string
    /** Options of the JVM: as the files have them, and changed. */
    readonly options?: (given: string) => string
  }

  /** The program's own client, with what the files of a phase give it. */
  function list(app: Place, phase: 'weak' | Phase, { address, options = (given) => given }: Asked = {}): ReturnType<Place['run']> {
    const { env } = pair.all.of(phase).component('app')
    const given = env.get('JAVA_TOOL_OPTIONS')?.value ?? ''
    const words = ['-server', address ?? env.get('ZOOKEEPER_CONNECT')!.value, 'ls', '/']
    return app.run([java!, '-Xmx64m', '-Dzookeeper.request.timeout=12000', '-cp', classPath, 'org.apache.zookeeper.ZooKeeperMain', ...words], {
      env: { JAVA_TOOL_OPTIONS: options(given) },
    })
  }

  const found = /^\[zookeeper\]$/m
  const old: Asked = { address: 'zookeeper:2181', options: () => '' }

  it('works before', { timeout: 60_000 }, async () => {
    const app = await serve('weak')
    expect(list(app, 'weak', old).output).toMatch(found)
  })

  it('serves the old client and the new one after accept', { timeout: 60_000 }, async () => {
    const app = await serve('accept')
    expect(list(app, 'accept', old).output).toMatch(found)
    expect(list(pair.place('app', 'switch', 65_534), 'switch').output).toMatch(found)
  })

  describe('once it is closed', () => {
    let app: Place
    beforeAll(async () => {
      app = await serve('close')
    }, 60_000)

    const refused: readonly (readonly [what: string, asked: () => Asked, why: RegExp])[] = [
      ['plaintext on the old port', () => old, /Connection refused/],
      [
        'plaintext on the new port',
        () => ({ options: (given) => given.replace('client.secure=true', 'client.secure=false') }),
        /EndOfStreamException/,
      ],
      ['a wrong password', () => ({ options: (given) => given.replace('/etc/ringwall/jaas.conf', wrong()) }), /AuthFailed/],
      [
        'no password',
        () => ({ options: (given) => given.replace(/-Djava\.security\.auth\S*/, '') }),
        /Session closed because client failed to authenticate/,
      ],
      [
        'a foreign authority',
        () => ({ options: (given) => given.replace('/etc/ringwall/ca.crt', foreignAuthority()) }),
        /unable to find valid certification path/,
      ],
      ['a wrong name', () => ({ address: 'cousin:2281' }), /Certificate for <cousin> doesn't match/],
    ]
    it.each(refused)('%s is refused', { timeout: 60_000 }, (_what, asked, why) => {
      const said = list(app, 'close', asked())
      expect(said.output).not.toMatch(found)
      expect(said.output).toMatch(why)
      expect(list(app, 'close').output).toMatch(found)
    })

    /** The client's own file with another password. */
    function wrong(): string {
      const file = join(pair.data, 'wrong.conf')
      const login = 'org.apache.zookeeper.server.auth.DigestLoginModule required\nusername="app"\npassword="wrong"'
      writeFileSync(file, `Client {\n${login};\n};\n`, { mode: 0o644 })
      chmodSync(pair.data, 0o755)
      return file
    }

    it('is well by its own health check', () => {
      const flags = pair.all.of('close').component('zookeeper').env.get('CLIENT_JVMFLAGS')!.value.split(' ')
      // what zkServer.sh does where there is no other port
      const words = [java!, ...flags, '-cp', classPath, 'org.apache.zookeeper.client.FourLetterWordMain', 'localhost', '2281', 'srvr', 'true']
      expect(pair.place('zookeeper', 'close', server).run(words).output).toMatch(/^Mode: standalone$/m)
      expect(
        pair.all
          .of('close')
          .component('zookeeper')
          .isolation.healthcheck?.test.map(({ value }) => value),
      ).toEqual(['zkServer.sh', 'status'])
    })
  })
})
