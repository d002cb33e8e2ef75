import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ComponentInput } from '../../src/model/input.ts'
import type { Reading } from '../../src/model/technology.ts'
import { zookeeper } from '../../src/technologies/zookeeper/index.ts'
import { fileOnly, optionsOf } from '../../src/technologies/zookeeper/options.ts'
import { component } from '../../src/testing/component.ts'
import { ports } from '../../src/testing/reading.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const jar = program('/usr/share/java/zookeeper.jar')
const java = program('/usr/bin/java')
const installed = java === undefined ? undefined : jar

/** The AdminServer of Debian's package is left without Jetty, and TLS without Netty, unless both are on the class path. */
const others = ['server', 'util', 'http', 'io', 'servlet', 'security', 'util-ajax'].map((name) => `jetty9-${name}`)
const classPath = ['zookeeper', ...others, 'servlet-api', 'jackson-core', 'jackson-databind', 'jackson-annotations', 'netty-all']
  .map((name) => `/usr/share/java/${name}.jar`)
  .join(':')

/** Sends bytes and gives what comes back until the other end closes, or says nothing more for a second. */
async function ask(port: number, ...messages: readonly Buffer[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => {
      for (const message of messages) socket.write(message)
    })
    socket.setTimeout(1000, () => socket.destroy())
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.on('error', reject)
    socket.on('close', () => {
      resolve(Buffer.concat(parts))
    })
  })
}

/** What the server says of its configuration. An ensemble serves only when it has a leader. */
async function confOf(port: number): Promise<string> {
  const answer = (await ask(port, Buffer.from('conf'))).toString()
  if (answer === '' || answer.includes('not currently serving')) throw new Error('the server does not serve yet')
  return answer
}

function packet(...fields: readonly (number | bigint | string | boolean)[]): Buffer {
  const parts = fields.map((field) => {
    if (typeof field === 'boolean') return Buffer.from([Number(field)])
    const bytes = typeof field === 'string' ? Buffer.from(field) : Buffer.alloc(typeof field === 'bigint' ? 8 : 4)
    if (typeof field === 'number') bytes.writeInt32BE(field)
    if (typeof field === 'bigint') bytes.writeBigInt64BE(field)
    if (typeof field !== 'string') return bytes
    const length = Buffer.alloc(4)
    length.writeInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  })
  const body = Buffer.concat(parts)
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return Buffer.concat([length, body])
}

/** Opens a session, perhaps with a name and password that nobody has heard of, and reads the root of the tree. */
async function isLetIn(port: number, scheme?: string): Promise<boolean> {
  const hello = packet(0, 0n, 10_000, 0n, '\0'.repeat(16), false)
  const login = scheme === undefined ? [] : [packet(-4, 100, 0, scheme, 'nobody:nothing')]
  const answer = await ask(port, hello, ...login, packet(1, 8, '/', false))
  let at = 4 + answer.readInt32BE(0)
  while (at + 20 <= answer.length) {
    const [xid, error] = [answer.readInt32BE(at + 4), answer.readInt32BE(at + 16)]
    if (xid === 1) return error === 0
    at += 4 + answer.readInt32BE(at)
  }
  return false
}

describe.skipIf(isMissing(installed))(`zookeeper${reason(installed)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('zookeeper')
    box.run('/usr/bin/openssl', [
      ...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost'.split(' '),
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
    ])
    writeFileSync(
      join(box.folder, 'both.pem'),
      readFileSync(join(box.folder, 'key.pem'), 'utf8') + readFileSync(join(box.folder, 'cert.pem'), 'utf8'),
      {
        mode: 0o644,
      },
    )
  })
  afterAll(async () => box.stop())

  interface Running {
    readonly input: ComponentInput
    readonly reading: Reading
    readonly port: number
    /** Properties of the JVM as the server tells them. */
    readonly told: ReadonlyMap<string, string>
    readonly conf: ReadonlyMap<string, string>
  }

  /** Starts a server on files; `PORT`, `ADMIN`, `PEER`, `VOTE` and `HOME` in them are replaced. */
  async function running(files: Readonly<Record<string, string>>): Promise<Running> {
    const home = join(box.folder, `server-${++count}`)
    const [port, admin, peer, vote] = [await freePort(), await freePort(), await freePort(), await freePort()]
    box.run('/bin/mkdir', ['-p', join(home, 'data')])
    const fill = (text: string): string =>
      text
        .replaceAll('PORT', String(port))
        .replaceAll('ADMIN', String(admin))
        .replaceAll('PEER', String(peer))
        .replaceAll('VOTE', String(vote))
        .replaceAll('HOME', home)
        .replaceAll('BOX', box.folder)
    const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [join(home, name), fill(text)]))
    for (const [path, text] of Object.entries(placed)) box.run('/bin/sh', ['-c', 'cat > "$1"', 'sh', path], text)
    const cfg = join(home, 'zoo.cfg')
    // as zkServer.sh does it: java.env is read by the shell
    const script = `cd "$1"; [ -f java.env ] && . ./java.env; exec java $SERVER_JVMFLAGS $JVMFLAGS -cp "$2" org.apache.zookeeper.server.quorum.QuorumPeerMain "$1/zoo.cfg"`
    box.start('/bin/sh', ['-c', script, 'sh', home, classPath])
    const json = await eventually(() => box.run('/usr/bin/env', ['node', '-e', fetching, `http://127.0.0.1:${admin}/commands/system_properties`]))
    const told = new Map(Object.entries(JSON.parse(json) as Record<string, unknown>).map(([key, value]) => [key, String(value)]))
    const input = component({ form: 'process', command: ['zkServer.sh', 'start', cfg], files: placed })
    const conf = files['zoo.cfg']?.includes('secureClientPort') === true ? '' : await eventually(async () => confOf(port))
    return {
      input,
      port,
      told,
      reading: zookeeper.read(input, '3.8.0'),
      conf: new Map(
        conf.split('\n').flatMap((line) => (line.includes('=') ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]] : [])),
      ),
    }
  }

  const fetching = 'fetch(process.argv[1]).then(async (r) => process.stdout.write(await r.text()), () => process.exit(1))'

  /** What the server has in force is what was read: properties by name, and the fields that only `conf` tells. */
  async function compare({ input, reading, told, conf }: Running, keys: readonly string[]): Promise<void> {
    const options = optionsOf(input, [])
    // x509 is the server's own doing
    const names = [...told.keys()].filter((name) => name.startsWith('zookeeper.') && name !== 'zookeeper.authProvider.x509')
    const properties = [...names.map((name) => name.slice('zookeeper.'.length)).filter((key) => !fileOnly.test(key)), ...keys]
    expect(properties.map((key) => `${key}=${options.get(key)?.value}`)).toEqual(properties.map((key) => `${key}=${told.get(`zookeeper.${key}`)}`))
    // a server with TLS alone does not understand the question
    const fields = ['clientPort', 'secureClientPort', 'maxClientCnxns', 'tickTime'].filter((key) => conf.size > 0 && options.get(key) !== undefined)
    expect(fields.map((key) => `${key}=${options.get(key)?.value}`)).toEqual(fields.map((key) => `${key}=${conf.get(key)}`))
    const data = `${options.get('dataDir')?.value}/version-2`
    expect(conf.get('dataDir') ?? data).toBe(data)
    for (const listener of reading.listeners ?? []) await ask(listener.port)
  }

  it('as its package configures it', async () => {
    const path = program('/etc/zookeeper/conf/zoo.cfg', '/etc/zookeeper/conf_example/zoo.cfg') ?? ''
    const text = readFileSync(path, 'utf8').replace('2181', 'PORT').replace('/tmp/zookeeper', 'HOME/data')
    const all = await running({ 'zoo.cfg': text, 'java.env': 'JVMFLAGS="-Dzookeeper.admin.serverPort=ADMIN"\n' })
    await compare(all, ['admin.serverPort'])
    expect(ports(all.reading).map((line) => line.replace(/ \d+ /, ' '))).toEqual(['zookeeper data none none', 'http admin none none'])
    expect(await isLetIn(all.port)).toBe(true)
    expect((await ask(all.port, Buffer.from('envi'))).toString()).toContain('not in the whitelist')
  })

  it('open in every way; zoo.cfg wins over the properties of the JVM, and knows no prefix', async () => {
    const cfg =
      'dataDir=HOME/data\nclientPort=PORT\nmaxClientCnxns = 0\n4lw.commands.whitelist=*\nskipACL=yes\nadmin.serverPort=ADMIN\nzookeeper.snapshot.trust.empty=true\nrequireClientAuthScheme=sasl\n'
    const env =
      'A=1\nexport SERVER_JVMFLAGS="$SERVER_JVMFLAGS -Dzookeeper.skipACL=no -Dzookeeper.clientPort=9" # not this\nJVMFLAGS="-Dzookeeper.audit.enable=tru"e\\ -Dzookeeper.admin.serverPort=1\n'
    const all = await running({ 'zoo.cfg': cfg, 'java.env': env })
    await compare(all, ['skipACL', 'audit.enable', '4lw.commands.whitelist', 'requireClientAuthScheme', 'zookeeper.snapshot.trust.empty'])
    expect(all.reading.deadKeys?.map(({ key }) => key)).toEqual(['requireClientAuthScheme', 'zookeeper.snapshot.trust.empty', 'zookeeper.clientPort'])
    expect(await isLetIn(all.port)).toBe(true)
  })

  it('hardened: TLS alone, and the AdminServer with it', async () => {
    const stores = ['ssl.keyStore', 'ssl.trustStore'].map((store) => `${store}.location=BOX/${store === 'ssl.keyStore' ? 'both' : 'cert'}.pem`)
    const cfg = `dataDir=HOME/data\nsecureClientPort=PORT\nserverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory\n${stores.join('\n')}\nssl.clientAuth=need\nadmin.serverPort=ADMIN\nadmin.serverAddress=127.0.0.1\n`
    const all = await running({ 'zoo.cfg': cfg })
    await compare(all, ['ssl.clientAuth', 'serverCnxnFactory', 'admin.serverAddress'])
    expect(ports(all.reading)[0]).toBe(`zookeeper ${all.port} data required certificate`)
    // clear text is not understood
    expect(all.conf.size).toBe(0)
  })

  it('strange but legal: escapes, continued lines, other signs, the last of a name', async () => {
    const cfg =
      '! c\n  client\\u0050ort : 1\ndataDir=HOME/\\\n   data\nclientPort PORT\nadmin.serverPort=ADMIN\nadmin.serverAddress\\\n =127.0.0.1\nmaxClient\\\nCnxns=12\n4lw.commands.whitelist=conf, \\\n  srvr \ntickTime\\=x=1\nskipACL=true\n'
    const all = await running({ 'zoo.cfg': cfg })
    await compare(all, ['admin.serverAddress', 'skipACL', '4lw.commands.whitelist'])
    expect(all.conf.get('maxClientCnxns')).toBe('12')
    expect(all.reading.observations?.find(({ key }) => key === 'skipACL')).toMatchObject({ verdict: 'safe' })
  })

  it('with a dynamic file that tells the ports', async () => {
    const cfg =
      'dataDir=HOME/data\nstandaloneEnabled=false\nreconfigEnabled=true\ninitLimit=5\nsyncLimit=2\nadmin.serverPort=ADMIN\n4lw.commands.whitelist=conf\ndynamicConfigFile=HOME/zoo.cfg.dynamic\n'
    const dynamic = 'server.1=127.0.0.1:PEER:VOTE:participant;127.0.0.1:PORT\n'
    const all = await running({ 'zoo.cfg': cfg, 'zoo.cfg.dynamic': dynamic, 'data/myid': '1\n' })
    await compare(all, ['admin.serverPort'])
    expect(all.conf.get('server.1')).toContain(`127.0.0.1:${all.port}`)
    expect(all.reading.listeners?.map(({ port, purpose, bind }) => [port, purpose, bind !== undefined])[0]).toEqual([all.port, 'data', true])
    expect(all.reading.listeners?.filter(({ purpose }) => purpose === 'peer').length).toBeGreaterThan(0)
  })

  const jaas = 'Server {\n  org.apache.zookeeper.server.auth.DigestLoginModule required\n  user_super="x" user_ann="y z";\n};\n'
  const provider = 'authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider\n'
  const base = 'dataDir=HOME/data\nclientPort=PORT\nadmin.serverPort=ADMIN\n4lw.commands.whitelist=conf\n'
  const named = 'SERVER_JVMFLAGS=-Djava.security.auth.login.config=$PWD/jaas.conf\n'

  it.each([
    ['a login that is offered and not demanded', base, undefined, true],
    ['requireClientAuthScheme, which nobody reads', `${base}requireClientAuthScheme=sasl\n`, undefined, true],
    ['SASL that is demanded', `${base}${provider}sessionRequireClientSASLAuth=true\n`, undefined, false],
    ['the scheme sasl that is enforced', `${base}${provider}enforce.auth.enabled=true\nenforce.auth.schemes=sasl\n`, 'digest', false],
    ['the scheme digest that is enforced: anybody', `${base}enforce.auth.enabled=true\nenforce.auth.schemes=digest\n`, 'digest', true],
    ['the scheme ip that is enforced: anybody', `${base}enforce.auth.enabled=true\nenforce.auth.schemes=ip\n`, undefined, true],
  ])('with %s', async (_, cfg, scheme, letIn) => {
    const home = join(box.folder, `server-${count + 1}`)
    const all = await running({ 'zoo.cfg': cfg, 'java.env': named.replace('$PWD', home), 'jaas.conf': jaas })
    await compare(all, [])
    expect(await isLetIn(all.port, scheme)).toBe(letIn)
    expect(ports(all.reading)[0]).toBe(`zookeeper ${all.port} data none ${letIn ? 'none' : 'password'}`)
    expect(all.reading.accounts?.map(({ user, password }) => `${user?.value} ${password?.value}`)).toEqual(['super x', 'ann y z'])
  })

  it('does not start where a login by SASL is demanded and no provider for it is set', async () => {
    const cfg = `dataDir=${box.folder}/refused\nclientPort=${await freePort()}\nadmin.enableServer=false\nsessionRequireClientSASLAuth=true\n`
    box.run('/bin/sh', ['-c', 'cat > refused.cfg'], cfg)
    const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain'
    const script = 'timeout 20 "$@"; echo "exit $?"'
    // 2: invalid arguments
    expect(box.run('/bin/sh', ['-c', script, 'sh', java ?? '', '-cp', classPath, main, 'refused.cfg'])).toBe('exit 2\n')
    const input = component({ form: 'process', files: { '/etc/zookeeper/conf/zoo.cfg': cfg } })
    const found = zookeeper.read(input, '3.8.0').observations?.find(({ concern }) => concern === 'contradiction')
    expect(found).toMatchObject({ key: 'sessionRequireClientSASLAuth', verdict: 'unsafe', trail: [{ line: 4 }, {}] })
  })
})
