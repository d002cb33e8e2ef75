import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerTo, rulesOf } from '../../src/technologies/squid/access.ts'
import { aclsOf } from '../../src/technologies/squid/acl.ts'
import { readConfiguration } from '../../src/technologies/squid/configuration.ts'
import type { Request } from '../../src/technologies/squid/request.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/squid')

/** All of them are the test's own machine, where nothing listens on port 1, 2 and 3. */
const hosts = ['shop.example', 'api.shop.example', 'shop.example.org', 'bank.test', 'www.bank.test', 'other.invalid']
const clients = ['127.0.0.1', '127.0.0.9', '127.0.1.1', '127.2.0.1']

const requests: readonly Request[] = clients.flatMap((source) =>
  hosts.flatMap((host) => [
    { source, host, port: 1, method: 'GET', scheme: 'http', path: '/', address: '127.0.0.1' },
    { source, host, port: 2, method: 'POST', scheme: 'http', path: '/a/health?x=1', address: '127.0.0.1' },
    { source, host, port: 3, method: 'CONNECT', address: '127.0.0.1' },
  ]),
)

type Files = Readonly<Record<string, string>>

const example = (kind: string, file: string): string =>
  readFileSync(join(import.meta.dirname, `../../src/technologies/squid/examples/${kind}/machine/${file}`), 'utf8').replaceAll(
    '10.1.0.0/16',
    '127.0.0.0/24',
  )

const configurations: Readonly<Record<string, Files>> = {
  'no rules at all': { 'squid.conf': '# nothing\n' },
  'as Debian has it': {
    'squid.conf':
      'acl SSL_ports port 443\nacl Safe_ports port 1 2\nhttp_access deny !Safe_ports\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow localhost manager\nhttp_access deny manager\ninclude conf.d/*.conf\nhttp_access allow localhost\nhttp_access deny all\n',
    'conf.d/more.conf': 'acl near src 127.0.1.0/24\nhttp_access allow near\n',
  },
  'our weak example': { 'squid.conf': example('weak', 'squid.conf'), 'permitted.txt': `${example('weak', 'permitted.txt')}.shop.example\n` },
  'our hardened example': {
    'squid.conf': example('hardened', 'squid.conf').replace('http_access deny to_localhost\n', '').replace('80 443', '1 2 3'),
    'conf.d/shop.conf': example('hardened', 'conf.d/shop.conf'),
    'permitted.txt': `.bank.test # a bank\nshop.example\n`,
  },
  'the last rule denies': { 'squid.conf': 'acl a src 127.0.0.9\nhttp_access deny a\n' },
  'strange but legal': {
    'squid.conf':
      'acl one dstdomain "FOLDER/one.txt" .bank.test\nacl two dstdomain .bank.test\\\n .shop.example.org\nacl three any-of two one\nacl four all-of CONNECT !two\nacl lan src 127.0.0.0/255.255.255.0\nacl lan src 127.2.0.0-127.2.0.5\nif false\nhttp_access allow all\nif ${process_number} = 7\nelse\nhttp_access deny four\nendif\nendif\nhttp_access allow lan three # not all\n  http_access allow \\\n# comment\n localhost\n',
    'one.txt': '# one\n  shop.example   # tail\n.api.shop.example other.invalid\n\n',
  },
  patterns: {
    'squid.conf':
      'acl p urlpath_regex -i ^/A/HEALTH\nacl u url_regex ^http://shop\\.example:1/$ bank\nacl d dstdom_regex -i \\.EXAMPLE$ +i \\.TEST$\nhttp_access allow p localhost\nhttp_access deny u\nhttp_access allow d !CONNECT\nhttp_access deny all\n',
  },
}

const domain = fc.constantFrom(
  '.shop.example',
  'shop.example',
  '.example',
  'bank.test',
  '.bank.test',
  '.invalid',
  'www.bank.test',
  'nothing.test',
  '.org',
)
const network = fc.constantFrom('127.0.0.0/24', '127.0.1.1', '127.0.0.9/32', '127.2.0.0/16', '127.0.0.0-127.0.1.255', '127.0.0.0/255.255.0.0', '::1')
const acl = fc.oneof(
  domain.map((value) => `dstdomain ${value}`),
  network.map((value) => `src ${value}`),
  fc.constantFrom(
    'port 1',
    'port 1-2',
    'port 2 3',
    'method GET',
    'method CONNECT POST',
    'urlpath_regex ^/$',
    'url_regex health',
    'dstdom_regex ^shop',
    'dst 127.0.0.0/8',
  ),
)
const term = fc.tuple(fc.boolean(), fc.constantFrom('a', 'b', 'c', 'd', 'all', 'localhost', 'CONNECT')).map(([no, name]) => `${no ? '!' : ''}${name}`)
const rule = fc
  .tuple(fc.constantFrom('allow', 'deny'), fc.array(term, { minLength: 1, maxLength: 3 }))
  .map(([action, terms]) => `http_access ${action} ${terms.join(' ')}`)
const written = fc
  .tuple(fc.tuple(acl, acl, acl, acl), fc.array(rule, { maxLength: 5 }))
  .map(([acls, rules]) => [...acls.map((each, index) => `acl ${'abcd'[index]} ${each}`), ...rules, ''].join('\n'))

describe.skipIf(isMissing(server))(`squid${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('squid')
  })
  afterAll(async () => box.stop())

  /** What the running squid and what we say of each request: `allow` or `deny`. */
  async function both(files: Files): Promise<{ readonly ours: readonly string[]; readonly theirs: readonly string[] }> {
    const folder = join(box.folder, `case-${count++}`)
    mkdirSync(join(folder, 'conf.d'), { recursive: true, mode: 0o755 })
    const port = await freePort()
    const here = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, text.replaceAll('FOLDER', folder).replaceAll('/etc/squid', folder)]),
    )
    for (const [name, text] of Object.entries(here)) {
      // what squid writes, and its ports, are the test's
      const own = `http_port 127.0.0.1:${port}\npid_filename none\ncache_log ${folder}/cache.log\naccess_log none\nhosts_file ${folder}/hosts\nshutdown_lifetime 0 seconds\npinger_enable off\ncoredump_dir ${folder}\nnetdb_filename none\n`
      const kept = text.replaceAll(/^(http_port|access_log|sslproxy_cert_error)\b.*$/gm, '').replaceAll('include conf.d', `include ${folder}/conf.d`)
      writeFileSync(join(folder, name), name === 'squid.conf' ? own + kept : kept, { mode: 0o644 })
    }
    writeFileSync(join(folder, 'hosts'), `127.0.0.1 ${hosts.join(' ')}\n`, { mode: 0o644 })
    const running = box.start(server ?? '', ['-N', '-f', join(folder, 'squid.conf')])
    await until(async () => answer(port, requests[0]!))
    const theirs = await Promise.all(requests.map(async (each) => tell(each, await answer(port, each))))
    const gone = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGKILL')
    await gone
    const paths = Object.fromEntries(Object.entries(here).map(([name, text]) => [join(name === 'squid.conf' ? '/etc/squid' : folder, name), text]))
    const input = component({ form: 'process', files: { ...paths, ...moved(paths, folder) } })
    const configuration = readConfiguration(input, undefined, [])!
    const rules = rulesOf(configuration, 'http_access')
    const acls = aclsOf(configuration, input, [])
    return { ours: requests.map((each) => tell(each, answerTo(each, rules, acls).decision)), theirs }
  }

  it.each(Object.keys(configurations))('answers as we read: %s', async (name) => {
    const { ours, theirs } = await both(configurations[name]!)
    expect(ours).toEqual(theirs)
  })

  it('answers as we read, whatever ACLs and rules are written', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(written, async (text) => {
        const { ours, theirs } = await both({ 'squid.conf': text })
        expect([text, ...ours]).toEqual([text, ...theirs])
      }),
      { numRuns: 60 },
    )
  })

  it('processes the directives that we read, and takes our examples', () => {
    for (const [name, files] of Object.entries(configurations)) {
      const folder = join(box.folder, `parse-${count++}`)
      mkdirSync(join(folder, 'conf.d'), { recursive: true, mode: 0o755 })
      const here = Object.entries(files).map(([file, text]): [string, string] => [
        join(folder, file),
        // Debian's squid is built without OpenSSL
        text
          .replaceAll(/FOLDER|\/etc\/squid/g, folder)
          .replaceAll('conf.d', `${folder}/conf.d`)
          .replaceAll(/^sslproxy_cert_error.*$/gm, ''),
      ])
      for (const [path, text] of here) writeFileSync(path, text, { mode: 0o644 })
      const main = join(folder, 'squid.conf')
      const said = box.run('/bin/sh', ['-c', `${server} -k parse -f ${main} 2>&1`])
      expect(`${name}: ${said}`).not.toMatch(/FATAL|ERROR/)
      const theirs = [...said.matchAll(/ Processing: (.*)$/gm)].map(([, line = '']) =>
        line
          .replace(/ *#.*$/, '')
          .split(/\s+/)
          .join(' '),
      )
      const { directives } = readConfiguration(component({ form: 'process', files: Object.fromEntries(here) }), main, []) ?? { directives: [] }
      // it names directives of branches that it does not take as well
      if (/^if /m.test(files['squid.conf'] ?? '')) continue
      const ours = directives.map((each) => [each.name, ...each.words].join(' '))
      expect([name, ...ours]).toEqual([name, ...theirs.filter((line) => !line.startsWith('include '))])
    }
  })
})

/** Files of the includes beside squid.conf, where the reading looks for them. */
function moved(files: Files, folder: string): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(folder, '/etc/squid'), text]))
}

function tell({ source, method, host, port }: Request, decision: string): string {
  return `${source} ${method} ${host}:${port} ${decision}`
}

async function until(ask: () => Promise<string>): Promise<void> {
  const end = Date.now() + 20_000
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** 403 is a refusal; anything else means that squid went to look for the host. */
async function answer(port: number, { source, method, scheme, host, port: target, path }: Request): Promise<string> {
  if (method === 'CONNECT') {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, localAddress: source }, () =>
        socket.write(`CONNECT ${host}:${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
      )
      socket.once('data', (data) => {
        resolve(data.toString('latin1'))
        socket.destroy()
      })
      socket.once('error', reject)
    })
    return text.split(' ')[1] === '403' ? 'deny' : 'allow'
  }
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        localAddress: source,
        method,
        path: `${scheme}://${host}:${target}${path}`,
        headers: { host: `${host}:${target}` },
        agent: false,
      },
      (got) => {
        got.resume()
        resolve(got.statusCode === 403 ? 'deny' : 'allow')
      },
    )
    asked.once('error', reject)
    asked.end()
  })
}
