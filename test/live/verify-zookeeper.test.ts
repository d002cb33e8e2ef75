import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { zookeeper } from '../../src/probes/zookeeper/index.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const jar = program('/usr/share/java/zookeeper.jar')
const java = program('/usr/bin/java')
const installed = java === undefined ? undefined : jar
const classPath = ['zookeeper', 'netty-all', 'netty-codec', 'netty-handler', 'netty-common', 'netty-buffer', 'netty-transport', 'netty-resolver']
  .map((name) => `/usr/share/java/${name}.jar`)
  .join(':')

describe.skipIf(isMissing(installed))(`ZooKeeper on the wire${reason(installed)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-zookeeper')
    box.run('/usr/bin/openssl', 'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=localhost'.split(' '))
    box.run('/bin/sh', ['-c', 'cat k.pem c.pem > both.pem'])
  })
  afterAll(() => box.stop())

  /** A server that has started; `more` is for zoo.cfg, `flags` for its JVM. */
  async function started(more: string, flags: readonly string[] = []): Promise<number> {
    const port = await freePort()
    const name = `server-${count++}`
    const cfg = `dataDir=${join(box.folder, name)}\nadmin.enableServer=false\n${more.replaceAll('BOX', box.folder).replaceAll('PORT', String(port))}\n`
    box.run('/bin/sh', ['-c', `mkdir ${name}; cat > ${name}.cfg`], cfg)
    box.start(java ?? '', [
      '-Xmx128m',
      ...flags,
      '-cp',
      classPath,
      'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      join(box.folder, `${name}.cfg`),
    ])
    return port
  }

  /** Changes something by the program's own client. */
  const command = (port: number, ...words: readonly string[]): string =>
    box.run(java ?? '', [
      '-cp',
      [...classPath.split(':'), '/usr/share/java/commons-cli.jar', '/usr/share/java/slf4j-nop.jar'].join(':'),
      'org.apache.zookeeper.ZooKeeperMain',
      '-server',
      `127.0.0.1:${port}`,
      ...words,
    ])

  async function told(port: number): Promise<readonly string[]> {
    const answers = await eventually(async () => {
      const all = await asked(zookeeper, port)
      // it listens before it serves
      if (all.some(({ why = '' }) => /closed after 0 bytes|nothing is proven/.test(why)))
        throw new Error(`it does not serve yet: ${JSON.stringify(all)}`)
      return all
    })
    return answers.flatMap(({ why, learned }) => [
      ...(why === undefined ? [] : [`unproven ${why}`]),
      ...[learned?.tls, learned?.authentication].flatMap((each) => each ?? []),
      ...(learned?.observations ?? []).map(({ verdict, key }) => `${verdict} ${key}`),
    ])
  }

  const whitelist = '4lw.commands.whitelist'

  it.each<[string, string, readonly string[], readonly string[]]>([
    ['the defaults', 'clientPort=PORT', [], ['none', `safe ${whitelist}`, 'none', 'unsafe znode ACL']],
    ['all commands', `clientPort=PORT\n${whitelist}=*`, [], ['none', `unsafe ${whitelist}`, 'none', 'unsafe znode ACL']],
    [
      'SASL that is demanded',
      'clientPort=PORT\nauthProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider\nsessionRequireClientSASLAuth=true',
      ['-Djava.security.auth.login.config=BOX/jaas.conf'],
      ['none', `safe ${whitelist}`, 'password'],
    ],
    [
      'a log-in that is demanded of every session',
      'clientPort=PORT\nauthProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider\nenforce.auth.enabled=true\nenforce.auth.schemes=sasl',
      ['-Djava.security.auth.login.config=BOX/jaas.conf'],
      ['none', `safe ${whitelist}`, 'password'],
    ],
    [
      'TLS without client certificates',
      'secureClientPort=PORT\nserverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory\nssl.keyStore.location=BOX/both.pem\nssl.trustStore.location=BOX/c.pem\nssl.clientAuth=none',
      [],
      ['required', `safe ${whitelist}`, 'none', 'unsafe znode ACL'],
    ],
    [
      'TLS with client certificates',
      'secureClientPort=PORT\nserverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory\nssl.keyStore.location=BOX/both.pem\nssl.trustStore.location=BOX/c.pem\nssl.clientAuth=need',
      [],
      ['required', 'unproven four-letter commands are neither answered nor refused', 'certificate'],
    ],
  ])('tells %s', async (_, more, flags, wanted) => {
    const jaas = 'Server {\n  org.apache.zookeeper.server.auth.DigestLoginModule required\n  user_ann="a-long-password-of-this-test";\n};\n'
    box.run('/bin/sh', ['-c', 'cat > jaas.conf'], jaas)
    const port = await started(
      more,
      flags.map((flag) => flag.replace('BOX', box.folder)),
    )
    expect(await told(port)).toEqual(wanted)
    expect(readFileSync(join(box.folder, 'jaas.conf'), 'utf8')).toBe(jaas)
  })

  it('tells nodes that only their owner changes', async () => {
    const port = await started('clientPort=PORT')
    await eventually(() => asked(zookeeper, port))
    await eventually(() => command(port, 'setAcl', '/', 'world:anyone:r'))
    expect((await told(port)).at(-1)).toBe('safe znode ACL')
    const login = { user: 'ann', password: 'a-long-password-of-this-test' }
    const answers = await asked(zookeeper, port, { target: { login } })
    expect(answers.at(-1)).toMatchObject({ probe: 'zookeeper/behind-login', outcome: 'answered', learned: { observations: [{ verdict: 'safe' }] } })
    expect(JSON.stringify(answers)).not.toContain('a-long-password')
  })
})
