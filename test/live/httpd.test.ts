import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpdWords } from '../../src/formats/httpd.ts'
import { directivesOf } from '../../src/technologies/httpd/directives.ts'
import { offered } from '../../src/technologies/httpd/policy.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/apache2', '/usr/sbin/httpd')
const modules = program('/usr/lib/apache2/modules', '/usr/lib64/httpd/modules')

const loaded = (...names: readonly string[]): string =>
  ['mpm_event', 'info', 'authz_core', ...names].map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so\n`).join('')

const head = 'ServerRoot FOLDER\nPidFile FOLDER/pid\nErrorLog FOLDER/error.log\nServerName localhost\n'

const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  defaults: { 'main.conf': `${head}${loaded()}Listen 127.0.0.1:8080\n` },
  hardened: {
    'main.conf': `${head}${loaded('ssl', 'socache_shmcb', 'headers')}Listen 127.0.0.1:8443\nServerTokens Prod\nServerSignature Off\nTraceEnable Off\nSSLProtocol -all +TLSv1.2 +TLSv1.3\nHeader always set Strict-Transport-Security "max-age=31536000; includeSubDomains"\n<Directory />\n  Require all denied\n  AllowOverride None\n  Options None\n</Directory>\n`,
  },
  weak: {
    'main.conf': `${head}${loaded('autoindex', 'dir', 'proxy')}Listen 8081\nServerTokens Full\nTraceEnable extended\nProxyRequests On\n<Directory "/srv">\n  Options Indexes FollowSymLinks\n  Require all granted\n</Directory>\n`,
  },
  'with includes and conditions': {
    'main.conf': `${head}${loaded('ssl', 'socache_shmcb')}Define PORT 8082\nDefine FEATURE\nListen 127.0.0.1:\${PORT}\nIncludeOptional nowhere/*.conf\nInclude sites/*/*.conf\n<IfModule ssl_module>\n  SSLProtocol all -TLSv1\n  <IfDefine FEATURE>\n    ServerTokens Minor\n  </IfDefine>\n  <IfDefine !FEATURE>\n    ServerTokens OS\n  </IfDefine>\n</IfModule>\n<IfModule !mod_ssl.c>\n  ServerSignature On\n</IfModule>\n<IfModule mod_nothing.c>\n  TraceEnable Off\n</IfModule>\nUnDefine FEATURE\n<IfDefine FEATURE>\n  ServerAdmin gone\n</IfDefine>\n`,
    'sites/b/1.conf': 'ServerAdmin of-b\n',
    'sites/a/2.conf': 'ServerAdmin of-a2\nInclude sites/last.txt\n',
    'sites/a/1.conf': '<VirtualHost *:${PORT}>\n  ServerName one\n</VirtualHost>\n',
    'sites/last.txt': 'Timeout 30\n',
  },
  'strange but legal': {
    'main.conf': `${head}${loaded('rewrite')}LISTEN 127.0.0.1:8083\n  timeout \\\n   "45"\nServerAdmin "x@\\"y\\" z"\n<virtualhost *:8083 \\\n *:8084>\nServerName 'a b'\n<IfDefine NOTHING>\n<Location /x>\nRequire all denied\n</Location>\n</IfDefine>\n<location "/y z">\nRequire all granted\n</Location>\n</VIRTUALHOST>\n`,
  },
}

describe.skipIf(isMissing(server))(`Apache${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('httpd')
  })
  afterAll(() => box.stop())

  function prepared(name: string): { readonly main: string; readonly files: Record<string, string> } {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    const files: Record<string, string> = {}
    for (const [file, text] of Object.entries(configurations[name]!)) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      files[path] = text.replaceAll('FOLDER', folder)
      writeFileSync(path, files[path], { mode: 0o644 })
    }
    return { main: join(folder, 'main.conf'), files }
  }

  it.each(Object.keys(configurations))('has in force what we read, in its order: %s', (name) => {
    const { main, files } = prepared(name)
    const theirs = dumped(box.run(server ?? '', ['-f', main, '-t', '-D', 'DUMP_CONFIG']))
    const gaps: { why: string }[] = []
    const all = directivesOf(component({ form: 'process', command: ['apache2', '-f', main], files }), [main], '/etc/apache2', gaps)
    expect(gaps).toEqual([])
    // modules and the root are taken when they are read, and the dump leaves them out
    const ours = all
      .filter((each) => each.name !== 'loadmodule' && each.name !== 'serverroot')
      .map(({ name: key, args, within }) => [...within.map((block) => `<${[block.name, ...block.args].join(' ')}>`), key, ...args].join(' '))
    expect(ours.length).toBeGreaterThan(3)
    expect(ours).toEqual(theirs)
  })

  /** Each directive with the sections around it, as mod_info prints what was loaded. */
  function dumped(text: string): readonly string[] {
    const within: string[] = []
    return text.split('\n').flatMap((line) => {
      const content = line.trim()
      if (content === '' || content.startsWith('#') || content === 'Syntax OK') return []
      if (content.startsWith('</')) within.pop()
      else if (content.startsWith('<')) {
        const [name = '', ...args] = httpdWords(content.slice(1, -1))
        within.push(`<${[name.toLowerCase(), ...args].join(' ')}>`)
      } else {
        const [name = '', ...args] = httpdWords(content)
        return [[...within, name.toLowerCase(), ...args].join(' ')]
      }
      return []
    })
  }

  it.each(['all -SSLv3', '-all +TLSv1.2', 'TLSv1.2 TLSv1.3', '+TLSv1.3', 'TLSv1.3', 'all -TLSv1.3', 'TLSv1.2 -all +TLSv1.3'])(
    'speaks the versions that we read of SSLProtocol %s',
    async (words) => {
      const folder = box.folder
      const main = join(folder, 'tls.conf')
      const port = await freePort()
      const files = ['-keyout', join(folder, 'k.pem'), '-out', join(folder, 'c.pem')]
      box.run('/usr/bin/openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '2', ...files])
      const site = `<VirtualHost *:${port}>\nSSLEngine on\nSSLCertificateFile FOLDER/c.pem\nSSLCertificateKeyFile FOLDER/k.pem\nSSLProtocol ${words}\n</VirtualHost>\n`
      const text = `${head}${loaded('ssl', 'socache_shmcb')}Mutex posixsem\nListen 127.0.0.1:${port}\n${site}`
      writeFileSync(main, text.replaceAll('FOLDER', folder), { mode: 0o644 })
      const child = box.start(server ?? '', ['-f', main, '-D', 'FOREGROUND'])
      await eventually(() => expect(child.exitCode === null && readFileSync(join(folder, 'pid'), 'utf8')).not.toBe(false))
      const modern = ['TLSv1.2', 'TLSv1.3'] as const
      const theirs = await Promise.all(
        modern.map((version) =>
          speaks(port, version).then(
            () => version,
            () => undefined,
          ),
        ),
      )
      child.kill('SIGKILL')
      rmSync(join(folder, 'pid'), { force: true })
      expect(modern.filter((version) => offered(words.split(' ')).includes(version))).toEqual(theirs.filter((version) => version !== undefined))
    },
  )
})

function speaks(port: number, version: 'TLSv1.2' | 'TLSv1.3'): Promise<void> {
  return new Promise((resolve, reject) => {
    // the certificate was made a moment ago for this test
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: version, maxVersion: version }, () => {
      socket.end()
      resolve()
    })
    socket.on('error', reject)
  })
}
