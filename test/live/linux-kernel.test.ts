import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readKernel } from '../../src/technologies/linux/sysctl.ts'
import { component } from '../../src/testing/component.ts'
import { isMissing, program, reason } from './server.ts'

const server = process.getuid?.() === 0 ? program('/lib/systemd/systemd-sysctl', '/usr/lib/systemd/systemd-sysctl') : undefined

const procps = program('/usr/sbin/sysctl', '/sbin/sysctl')

const keys = [
  'kernel.core_pattern',
  'kernel.sysrq',
  'kernel.randomize_va_space',
  'fs.suid_dumpable',
  'net.ipv4.ip_forward',
  ...['all', 'default', 'eth0', 'eth0/7'].flatMap((name) => [`net.ipv4.conf.${name}.rp_filter`, `net.ipv4.conf.${name}.accept_redirects`]),
]

/** Files by their path, as a machine may have them. */
const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'nothing at all': {},
  'a hardened machine': {
    '/etc/sysctl.d/99-hardening.conf':
      '# hardening\nkernel.core_pattern=|/bin/false\nfs.suid_dumpable = 0\nkernel.randomize_va_space=2\nnet.ipv4.conf.all.rp_filter = 1\n; done\n',
  },
  'a weak machine where the last name wins': {
    '/etc/sysctl.d/10-good.conf': 'kernel.sysrq = 0\nfs.suid_dumpable = 0\n',
    '/usr/lib/sysctl.d/50-vendor.conf': 'kernel.sysrq = 16\n',
    '/etc/sysctl.d/60-late.conf': 'fs.suid_dumpable = 2\n',
  },
  'a name that hides the one of the vendor': {
    '/etc/sysctl.d/50-core.conf': 'kernel.sysrq = 4\n',
    '/usr/lib/sysctl.d/50-core.conf': 'kernel.core_pattern = core\nkernel.sysrq = 1\n',
    '/run/sysctl.d/50-core.conf': 'kernel.randomize_va_space = 0\n',
    '/run/sysctl.d/70-run.conf': 'kernel.randomize_va_space = 1\n',
  },
  'wildcards, exclusions and exceptions': {
    '/etc/sysctl.d/10-all.conf': 'net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.eth0.rp_filter\nnet.ipv4.conf.default.rp_filter = 1\n',
    '/etc/sysctl.d/20-more.conf': 'net.ipv4.conf.*.accept_redirects = 1\nnet.ipv4.conf.e*.accept_redirects = 0\n',
  },
  'wildcards that are written again': {
    '/etc/sysctl.d/a.conf':
      'net.ipv4.conf.*.rp_filter = 1\nnet.ipv4.conf.e*.rp_filter = 2\nnet.ipv4.conf.*.accept_redirects = 1\nnet.ipv4.conf.e*.accept_redirects = 0\n',
    '/etc/sysctl.d/b.conf': 'net.ipv4.conf.*.rp_filter = 0\nnet.ipv4.conf.*.accept_redirects = 1\n',
  },
  'separators, signs and what is written twice': {
    '/etc/sysctl.d/a.conf':
      '  -net/ipv4/conf/eth0.7/rp_filter =  2  \nnet.ipv4.conf.eth0/7.accept_redirects=1\nkernel/sysrq = 1\nkernel.sysrq=1\nkernel.sysrq = 0 # zero\n- kernel.randomize_va_space = 1\nnot an assignment\n',
    '/etc/sysctl.d/b.conf.disabled': 'kernel.sysrq = 7\n',
    '/etc/sysctl.d/B.conf': 'net.ipv4.conf.eth0/7.accept_redirects=0\nfs.suid_dumpable=2\n',
  },
}

/** Makes namespaces of its own for a command, which end with it. */
const unshare = program('/usr/bin/unshare') ?? ''

describe.skipIf(isMissing(server))(`kernel settings${reason(server)}`, () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-sysctl-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Puts the files into a mount namespace of its own, lets the real program write into a folder in place of /proc/sys, and reads that. */
  function applied(name: string, files: Readonly<Record<string, string>>, applies: string): Readonly<Record<string, string>> {
    const root = join(folder, name.replaceAll(/\W+/g, '-'))
    const folders = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/lib/sysctl.d']
    for (const each of folders) mkdirSync(join(root, each), { recursive: true })
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
    const values = join(root, 'values')
    for (const key of keys) {
      const file = join(values, path(key))
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, '')
    }
    const lines = [
      ...(files['/etc/sysctl.conf'] === undefined ? [] : [`mount --bind "${root}/etc/sysctl.conf" /etc/sysctl.conf`]),
      ...folders.map((each) => `mkdir -p ${each} 2>/dev/null; mount --bind "${root}${each}" ${each}`),
      `mount --bind "${values}" /proc/sys`,
      `${applies} >/dev/null 2>&1 || true`,
    ]
    execFileSync(unshare, ['--mount', 'sh', '-e', '-c', lines.join('\n')], { stdio: 'pipe', timeout: 30_000 })
    return Object.fromEntries(keys.map((key) => [key, readFileSync(join(values, path(key)), 'utf8').trim()]))
  }

  function path(key: string): string {
    return key.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.'))
  }

  it.each(Object.entries(configurations))('are read as they are applied: %s', (name, files) => {
    const kernel = readKernel(component({ form: 'machine', files }), [])
    const read = Object.fromEntries(keys.map((key) => [key, kernel.get(key)?.value ?? '']))
    expect(read).toEqual(applied(name, files, `"${server}"`))
  })

  it.skipIf(isMissing(procps))('are read as sysctl --system applies them, with sysctl.conf at the end', () => {
    const files = {
      '/etc/sysctl.conf': 'kernel.sysrq = 0\nfs.suid_dumpable = 0\nnet.ipv4.conf.all.rp_filter=1\n',
      '/etc/sysctl.d/99-z.conf': 'kernel.sysrq = 1\nkernel.randomize_va_space = 1\nnet.ipv4.conf.*.rp_filter = 2\n',
      '/run/sysctl.d/10-a.conf': 'kernel.randomize_va_space = 0\n',
    }
    const kernel = readKernel(component({ form: 'machine', files }), [])
    const read = Object.fromEntries(keys.map((key) => [key, kernel.get(key)?.value ?? '']))
    expect(read).toEqual(applied('procps', files, `"${procps}" --system`))
  })
})
