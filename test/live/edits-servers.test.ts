import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cannot, Change } from '../../src/formats/edit.ts'
import { applyEdits } from '../../src/formats/edit.ts'
import { holds } from '../../src/formats/edits/blocks.ts'
import { httpdEdits } from '../../src/formats/edits/httpd.ts'
import { nginxEdits } from '../../src/formats/edits/nginx.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

type Step = (text: string) => Change | Cannot

/** A file of a server, what is done with it, and what the server says of the result. */
interface Tried {
  readonly program: string | undefined
  /** `FOLDER` is the folder of the test. */
  readonly before: string
  readonly steps: readonly Step[]
  /** Arguments to check the file, `FILE` stands for it. */
  readonly check: readonly string[]
  /** What the check says that it did not say before. */
  readonly says: readonly (string | RegExp)[]
  /** A line that the program refuses: the check can fail. */
  readonly wrong: string
}

const modules = '/usr/lib/apache2/modules'
const loaded = ['mpm_event', 'info', 'authz_core', 'headers', 'alias'].map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so\n`).join('')

const cases: Readonly<Record<string, Tried>> = {
  nginx: {
    program: program('/usr/sbin/nginx'),
    before:
      'pid FOLDER/pid;\nerror_log FOLDER/error.log;\nevents {}\nhttp {\n  access_log off;\n  client_body_temp_path FOLDER/b; proxy_temp_path FOLDER/p; fastcgi_temp_path FOLDER/f; uwsgi_temp_path FOLDER/u; scgi_temp_path FOLDER/s;\n  server {\n    listen 127.0.0.1:8080; # plain\n    location / { return 200; }\n  }\n}\n',
    steps: [
      (text) =>
        nginxEdits.addBlock(text, ['http'], {
          words: ['server'],
          inner: [
            ['listen', '127.0.0.1:8081', 'default_server'],
            ['server_name', '_'],
            { words: ['location', '~', '^/(a|b){1,2}$'], inner: [['return', '444']] },
          ],
        }),
      (text) => nginxEdits.put(text, ['http', 'server', holds('listen', '127.0.0.1:8080'), 'add_header'], ['X-A', 'a "b"; c', 'always']),
      (text) => nginxEdits.put(text, ['http', 'server', holds('listen', '127.0.0.1:8080'), 'add_header'], ['X-B', '$host', 'always']),
      (text) => nginxEdits.addBlock(text, ['http', 'server', 0], { words: ['location', '/admin'], inner: [['deny', 'all']] }),
      (text) => nginxEdits.removeBlock(text, ['http', 'server', 0, 'location /']),
    ],
    check: ['-T', '-p', 'FOLDER', '-c', 'FILE'],
    says: ['listen 127.0.0.1:8081 default_server;', 'location ~ "^/(a|b){1,2}$"', 'deny all;'],
    wrong: 'nothing_such on;\n',
  },
  httpd: {
    program: program('/usr/sbin/apache2'),
    before: `ServerRoot FOLDER\nPidFile FOLDER/pid\nErrorLog FOLDER/error.log\nServerName localhost\n${loaded}Listen 127.0.0.1:8080\n<VirtualHost *:8080>\n\tServerName a.example\n</VirtualHost>\n# end\n`,
    steps: [
      (text) =>
        httpdEdits.addBlock(text, [], {
          words: ['VirtualHost', '*:8081'],
          inner: [['ServerName', 'b.example'], { words: ['Directory', '/srv/a b'], inner: [['Require', 'all', 'denied']] }],
        }),
      (text) => httpdEdits.put(text, ['VirtualHost *:8081', 'Header'], ['always', 'set', 'X-A', 'a "b" c']),
      (text) => httpdEdits.put(text, ['VirtualHost *:8081', 'Header'], ['always', 'set', 'X-B', 'b']),
      (text) => httpdEdits.put(text, ['Listen'], ['127.0.0.1:8081']),
      (text) => httpdEdits.removeBlock(text, ['VirtualHost', holds('servername', 'a.example')]),
    ],
    check: ['-t', '-D', 'DUMP_CONFIG', '-f', 'FILE'],
    says: ['Header always set X-A "a \\"b\\" c"', 'Header always set X-B b', '<Directory "/srv/a b">', 'Listen 127.0.0.1:8081'],
    wrong: 'NothingSuch on\n',
  },
}

describe.each(Object.entries(cases))('what edits write into files of %s', (name, { program: server, before, steps, check, says, wrong }) => {
  describe.skipIf(isMissing(server))(`read by it${reason(server)}`, () => {
    let box: Sandbox
    beforeAll(() => {
      box = sandbox(`edits-${name.replaceAll(/\W/g, '-')}`)
    })
    afterAll(async () => box.stop())

    function checked(text: string): { readonly isGood: boolean; readonly says: string } {
      const file = join(box.folder, 'edited.conf')
      writeFileSync(file, text, { mode: 0o644 })
      const args = check.map((each) => (each === 'FILE' ? file : each.replaceAll('FOLDER', box.folder)))
      const [command, all] =
        process.getuid?.() === 0
          ? ['setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '--', server ?? '', ...args]]
          : [server ?? '', args]
      const { status, stdout, stderr } = spawnSync(command, all, { cwd: box.folder, encoding: 'utf8', timeout: 60_000 })
      return { isGood: status === 0, says: stdout + stderr }
    }

    it('is accepted and means what was meant', () => {
      const start = before.replaceAll('FOLDER', box.folder)
      const after = steps.reduce((text, step) => {
        const change = step(text)
        expect('cannot' in change ? change.cannot : '').toBe('')
        const next = 'cannot' in change ? text : applyEdits(text, change.edits)
        expect(next).not.toBe(text)
        return next
      }, start)
      const [old, now] = [checked(start), checked(after)]
      expect(old.isGood ? '' : old.says).toBe('')
      expect(now.isGood ? '' : `${now.says}\n${after}`).toBe('')
      for (const each of says) {
        expect(now.says).toMatch(typeof each === 'string' ? new RegExp(escaped(each)) : each)
        expect(old.says).not.toMatch(typeof each === 'string' ? new RegExp(escaped(each)) : each)
      }
    })

    it('would be refused if it were wrong', () => {
      expect(checked(before.replaceAll('FOLDER', box.folder) + wrong).isGood).toBe(false)
    })
  })
})

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
