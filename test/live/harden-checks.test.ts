import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseDocument, visit } from 'yaml'
import type { Hardening } from '../../src/model/hardening.ts'
import { call, project } from '../in-process.ts'
import { checkedFiles } from './harden-check-files.ts'
import { isMissing, program, reason } from './server.ts'

const compose = program('/usr/bin/docker-compose')
const base = mkdtempSync(join(tmpdir(), 'ringwall-checks-'))
chmodSync(base, 0o755)
afterAll(() => rmSync(base, { recursive: true, force: true }))

async function harden(from: string, to: string, ...more: readonly string[]): Promise<Hardening> {
  const said = await call(['harden', from, '--write', to, '--format', 'json', ...more])
  expect(said).toMatchObject({ exit: 0, stderr: '' })
  return JSON.parse(said.stdout) as Hardening
}

interface Ended {
  readonly ok: boolean
  readonly said: string
}

function run(file: string, argv: readonly string[], cwd: string): Ended {
  // a server that starts is told its end; before that it has refused what it cannot read
  const { status, signal, stdout, stderr } = spawnSync(file, argv, { cwd, encoding: 'utf8', timeout: file.includes('redis') ? 1500 : 60_000 })
  return { ok: status === 0 || signal === 'SIGTERM', said: `${stdout.slice(-400)}${stderr.slice(-1200)}` }
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

describe.each(Object.entries(checkedFiles))('%s', (name, { files, program: paths, check, fault }) => {
  const server = program(...paths)
  it.skipIf(isMissing(server))(`takes what it took before${reason(server)}`, { timeout: 120_000 }, async () => {
    const [weak, hard, broken] = ['weak', 'hard', 'broken'].map((kind) => join(base, `${name.replace(/\W+/g, '-')}-${kind}`)) as [
      string,
      string,
      string,
    ]
    write(weak, files)
    const plan = await harden(weak, hard)
    cpSync(hard, broken, { recursive: true })
    const first = Object.keys(files)[0]!
    writeFileSync(join(broken, first), `${readFileSync(join(broken, first), 'utf8')}${fault}`)
    expect(plan.files.map(({ file }) => file)).toContain(first)
    const ends = [weak, hard, broken].map((folder) => {
      placed(folder)
      if (name.startsWith('postgres') && process.getuid?.() === 0) execFileSync('chown', ['-R', '65534:65534', folder])
      chmodSync(folder, 0o700)
      const asUser = name.startsWith('postgres') && process.getuid?.() === 0
      const argv = check(folder)
      return asUser
        ? run('/usr/bin/setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '--', server!, ...argv], folder)
        : run(server!, argv, folder)
    })
    expect(ends.map(({ ok }) => ok)).toEqual([true, true, false])
  })
})

/** The folder as its server has it: the paths of its machine are those of the folder, and it has a host key. */
function placed(folder: string): void {
  chmodSync(folder, 0o755)
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((each) => join(folder, each))) {
    if (!statSync(file).isFile() || file.includes('/ringwall/')) continue
    const text = readFileSync(file, 'utf8').replaceAll('HERE', folder)
    writeFileSync(file, text.replaceAll(/\/etc\/ringwall(?=\/)/g, join(folder, 'ringwall')))
  }
  if (existsSync(join(folder, 'sshd_config'))) {
    mkdirSync('/run/sshd', { recursive: true })
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'host-key')])
  }
}

const exotic = {
  'docker-compose.yml': `version: "3.8"   # kept
x-logging: &logging
  driver: json-file
x-common: &common
  logging: *logging
  restart: always
services:
  cache: { image: "redis:7.2", ports: ["6379:6379"], <<: *common }
  app:
    extends:
      file: base/app.yml
      service: app
    <<: *common
    environment:
    - REDIS_URL=redis://cache:6379/0   # plain
    - 'QUOTED=it''s'
    depends_on: [cache]
  "db":
    <<: [*common]
    image: postgres:16
    ports:
      - target: 5432
        published: 5432
    environment:
      POSTGRES_PASSWORD: \${DB_PASSWORD:-postgres}
      ? POSTGRES_USER
      : app
    volumes:
      - data:/var/lib/postgresql/data
  worker:
    image: registry.example.org/worker:1
    env_file: worker.env
    command: >-
      run
      --queue all
volumes:
  data: {}
`,
  'docker-compose.override.yml':
    'version: "3.8"\nservices:\n  cache:\n    command: ["redis-server", "--appendonly", "yes"]\n  app:\n    ports:\n      - "8080:8080"\n',
  'base/app.yml': 'version: "3.8"\nservices:\n  app:\n    image: registry.example.org/app:1.2\n    environment:\n      LEVEL: info\n',
  'worker.env': 'DATABASE_URL=postgresql://app:postgres@db:5432/app\r\nEMPTY=\r\n',
}

const twins = ['coopr', 'cornflow', 'corridor', 'enmeshed', 'hyperswitch']

describe.skipIf(isMissing(compose))(`docker-compose config${reason(compose)}`, { timeout: 240_000 }, () => {
  const config = (folder: string, ...files: readonly string[]): Ended =>
    run(compose!, [...files.flatMap((file) => ['-f', file]), '--project-directory', folder, 'config'], folder)
  const weakOf = (name: string): string => {
    const weak = join(base, `${name}-weak`)
    if (name === 'exotic') write(weak, exotic)
    else {
      cpSync(join(project, 'examples', name, 'weak'), weak, { recursive: true })
      // this Compose does not know the name of a project in its file
      writeFileSync(join(weak, 'compose.yaml'), readFileSync(join(weak, 'compose.yaml'), 'utf8').replace(/^name:.*\n/m, ''))
    }
    return weak
  }

  it.each([...twins, 'exotic'])('takes %s, in place and with an override, as one and the same', async (name) => {
    const [weak, hard, over] = [weakOf(name), join(base, `${name}-hard`), join(base, `${name}-over`)]
    const own = name === 'exotic' ? Object.keys(exotic).slice(0, 2) : ['compose.yaml']
    expect(config(weak, ...own.map((file) => join(weak, file)))).toMatchObject({ ok: true })
    expect((await harden(weak, hard)).files.length).toBeGreaterThan(2)
    const inPlace = config(hard, ...own.map((file) => join(hard, file)))
    expect(inPlace.ok ? '' : inPlace.said).toBe('')
    writeFileSync(join(hard, own[0]!), `${readFileSync(join(hard, own[0]!), 'utf8')}\nno-such-key: 1\n`)
    expect(config(hard, ...own.map((file) => join(hard, file))).ok).toBe(false)
    expect(nginxFaults(weak)).toEqual([])
    expect(nginxFaults(hard)).toEqual([])
    if (name === 'exotic') return
    await harden(weak, over, '--as', 'override')
    const merged = withoutTags(over, 'compose.yaml', 'compose.override.yaml')
    // the same secrets: what differs is only where a change stands
    cpSync(join(over, '.env'), join(hard, '.env'))
    const [one, other] = [fullConfig(hard, [join(base, `${name}-hard`, 'compose.yaml')], over), fullConfig(over, merged, over)]
    expect(other).toEqual(one)
  })

  /** What Compose makes of files, in the folder of another. */
  function fullConfig(from: string, files: readonly string[], folder: string): unknown {
    const fit = files.map((file) => {
      const text = readFileSync(file, 'utf8').replace(/\nno-such-key: 1\n$/, '')
      const place = join(from, `.fit-${file.split('/').at(-1)!}`)
      writeFileSync(place, text)
      return place
    })
    const done = spawnSync(compose!, [...fit.flatMap((file) => ['-f', file]), '--project-directory', folder, 'config'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(done.status === 0 ? '' : done.stderr).toBe('')
    return settled(parse(done.stdout))
  }
})

const nginx = program('/usr/sbin/nginx')

/** What nginx says of its files in a tree: hosts are this machine, and keys those of the tree, in place of what its containers have. */
function nginxFaults(tree: string): readonly string[] {
  if (isMissing(nginx)) return []
  const files = filesIn(tree).filter((file) => /(?:^|\/)nginx\.conf$/.test(file))
  const keys = filesIn(tree).find((file) => file.endsWith('tls.crt') && existsSync(join(tree, dirname(file), 'ca.crt')))
  return files.flatMap((file) => {
    const text = readFileSync(join(tree, file), 'utf8')
      .replaceAll('/etc/ringwall/', `${join(tree, dirname(keys ?? '.'))}/`)
      .replaceAll(/(proxy_pass https?:\/\/)[\w.-]+/g, '$1127.0.0.1')
      // no device to this process: its streams are sockets
      .replaceAll(/\/dev\/std(?:out|err)/g, join(base, 'log'))
      .replaceAll(/^\s*(?:pid|user) .*$/gm, '')
    const whole = /^\s*http\s*\{/m.test(text) ? text : `events {}\nhttp {\n${text}\n}\n`
    const place = join(base, 'nginx-check.conf')
    writeFileSync(place, `pid ${base}/nginx.pid;\n${whole}`)
    const { ok, said } = run(nginx!, ['-t', '-q', '-e', 'stderr', '-c', place], base)
    return ok ? [] : [`${file}: ${said}`]
  })
}

function filesIn(tree: string): readonly string[] {
  return readdirSync(tree, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(tree, file)).isFile())
}

const [analyze, nft] = [program('/usr/bin/systemd-analyze'), program('/usr/sbin/nft')]

describe.skipIf(isMissing(analyze) || isMissing(nft))(`machines${reason(analyze)}`, { timeout: 120_000 }, () => {
  /** What systemd says of the units of a machine, whose programs and targets are there. */
  const unitFaults = (machine: string): readonly string[] => {
    const units = join(machine, 'etc/systemd/system')
    const own = filesIn(machine).filter((file) => /^etc\/systemd\/system\/[^/]+\.service$/.test(file))
    for (const target of ['sysinit', 'basic', 'shutdown', 'network', 'network-online', 'multi-user'])
      writeFileSync(join(units, `${target}.target`), '[Unit]\n')
    for (const unit of own) {
      for (const [, path] of readFileSync(join(machine, unit), 'utf8').matchAll(/^Exec\w+=[-@:+!]*(\/\S+)/gm)) {
        mkdirSync(dirname(join(machine, path!)), { recursive: true })
        cpSync('/bin/true', join(machine, path!), { dereference: true })
      }
    }
    return own.flatMap((unit) => {
      const { ok, said } = run(analyze!, ['verify', `--root=${machine}`, '--man=no', unit.split('/').at(-1)!], machine)
      return ok && said === '' ? [] : [`${unit}: ${said}`]
    })
  }

  it('take their units, packet filters and proxies', async () => {
    const [weak, hard] = [join(base, 'machines-weak'), join(base, 'machines-hard')]
    cpSync(join(project, 'examples/corridor-machines/weak'), weak, { recursive: true })
    await harden(weak, hard)
    for (const machine of ['app', 'web']) {
      expect(unitFaults(join(weak, machine))).toEqual([])
      expect(filesIn(join(hard, machine)).filter((file) => file.endsWith('.service.d/ringwall.conf')).length).toBeGreaterThan(0)
      expect(unitFaults(join(hard, machine))).toEqual([])
    }
    const dropIn = join(hard, 'web/etc/systemd/system/nginx.service.d/ringwall.conf')
    writeFileSync(dropIn, `${readFileSync(dropIn, 'utf8')}NoSuchKey=1\n`)
    expect(unitFaults(join(hard, 'web'))).toHaveLength(1)
    const filters = filesIn(hard).filter((file) => file.endsWith('nftables.conf'))
    expect(filters).toHaveLength(3)
    for (const file of filters) expect(run(nft!, ['-c', '-f', join(hard, file)], hard)).toEqual({ ok: true, said: '' })
    expect(nginxFaults(weak)).toEqual([])
    expect(nginxFaults(hard)).toEqual([])
  })
})

/** An empty mapping may be written as nothing, and most lists are sets. */
function settled(value: unknown, key = ''): unknown {
  if (value === null) return {}
  if (Array.isArray(value)) {
    const all = value.map((each) => settled(each))
    return ['command', 'entrypoint', 'test'].includes(key)
      ? all
      : all.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  }
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, settled(each, name)]))
}

/** `!override` and `!reset` are of Compose 2.24.4: what they replace is taken out of the base, and the tag goes. */
function withoutTags(folder: string, baseFile: string, overrideFile: string): readonly string[] {
  const below = parse(readFileSync(join(folder, baseFile), 'utf8'), { merge: true }) as Record<string, unknown>
  const above = parseDocument(readFileSync(join(folder, overrideFile), 'utf8'), { logLevel: 'silent' })
  const gone: string[][] = []
  visit(above, {
    Pair(_, pair, path) {
      const tag = (pair.value as { tag?: string } | null)?.tag
      if (tag !== '!override' && tag !== '!reset') return undefined
      const keys = [...path.flatMap((each) => ('key' in each ? [String(each.key)] : [])), String(pair.key)]
      gone.push(keys)
      return tag === '!reset' ? visit.REMOVE : undefined
    },
  })
  for (const keys of gone) {
    const parent = keys.slice(0, -1).reduce<Record<string, unknown> | undefined>((at, key) => at?.[key] as Record<string, unknown> | undefined, below)
    if (parent !== undefined) delete parent[keys.at(-1)!]
  }
  const places = [join(folder, 'base.json'), join(folder, 'over.json')] as const
  writeFileSync(places[0], JSON.stringify(below))
  writeFileSync(places[1], JSON.stringify(above.toJS()))
  return places
}
