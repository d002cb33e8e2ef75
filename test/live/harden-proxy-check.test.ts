import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, project } from '../in-process.ts'
import { networking } from './networks.ts'
import { isMissing, program, reason } from './server.ts'

const nginx = program('/usr/sbin/nginx')
const unshare = program('/usr/bin/unshare')
const installed = networking === undefined || unshare === undefined ? undefined : nginx

/** Twins with an nginx in front: its file, and where its certificate is put. `part`: what the image's own file includes. */
const twins = [
  { path: 'examples/corridor/weak', file: 'nginx.conf', own: 'ringwall/nginx', part: true },
  { path: 'examples/cornflow/weak', file: 'nginx.conf', own: 'ringwall/nginx', part: true },
  { path: 'examples/corridor-machines/weak', file: 'web/etc/nginx/nginx.conf', own: 'web/etc/ringwall', part: false },
] as const

describe.skipIf(isMissing(installed))(`nginx -t of hardened twins${reason(installed)}`, () => {
  let box: string
  beforeAll(() => {
    box = mkdtempSync(join(tmpdir(), 'ringwall-check-'))
  })
  afterAll(() => {
    rmSync(box, { recursive: true, force: true })
  })

  /** nginx's own check in a file system where its names are known and its certificate lies where it looks for it. */
  function checked(folder: string, { file, own, part }: (typeof twins)[number]): string {
    const text = readFileSync(join(folder, file), 'utf8')
    const names = [...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, name]) => name)
    writeFileSync(join(box, 'hosts'), `127.0.0.1 localhost ${names.join(' ')}\n`)
    const main = join(box, 'main.conf')
    if (part) writeFileSync(main, `pid ${box}/nginx.pid;\nevents {}\nhttp { include ${join(folder, file)}; }\n`)
    const source = existsSync(join(folder, own)) ? join(folder, own) : ''
    const script = `mount --bind "$1" /etc/hosts; if [ -n "$2" ]; then mkdir -p /etc/ringwall; mount --bind "$2" /etc/ringwall; fi; exec "$3" -t -c "$4" 2>&1`
    const words = ['--mount', 'sh', '-c', script, 'sh', join(box, 'hosts'), source, nginx!, part ? main : join(folder, file)]
    try {
      return execFileSync(unshare!, words, { encoding: 'utf8', timeout: 30_000 })
    } catch (error) {
      return (error as { stdout: string }).stdout
    }
  }

  it.each(twins)('$path', { timeout: 240_000 }, async (twin) => {
    const copy = join(box, twin.path.replaceAll('/', '-'))
    const said = await call(['harden', twin.path, '--all', '--write', copy])
    expect(said.stderr).toBe('')
    const before = checked(join(project, twin.path), twin)
    expect(before).toContain('test is successful')
    const after = checked(copy, twin)
    expect(after).toContain('test is successful')
    expect(after.split('\n').filter((line) => line.includes('[warn]'))).toEqual(before.split('\n').filter((line) => line.includes('[warn]')))
    expect(readFileSync(join(copy, twin.file), 'utf8')).toContain('listen 443 ssl')
  })
})
