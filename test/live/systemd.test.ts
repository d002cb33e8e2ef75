import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unitWords } from '../../src/formats/systemd-unit.ts'
import type { ComponentInput } from '../../src/model/input.ts'
import { openFiles } from '../../src/platforms/files.ts'
import { readHosts } from '../../src/platforms/host/index.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const manager = program('/usr/lib/systemd/systemd', '/lib/systemd/systemd')

/** Units, by the name of the file; what lies in a folder `.d` is a drop-in. */
const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  defaults: { 'a.service': '[Service]\nExecStart=/bin/echo plain\n' },
  hardened: {
    'a.service': [
      '[Unit]',
      'Description=with "everything"',
      '[Service]',
      'ExecStart=/bin/echo --port 80',
      'NoNewPrivileges=yes',
      'ProtectSystem=strict',
      'ProtectHome=true',
      'PrivateTmp=1',
      'PrivateDevices=on',
      'ProtectKernelTunables=yes',
      'ProtectKernelModules=yes',
      'ProtectControlGroups=yes',
      'LimitCORE=0',
      'Restart=on-failure',
    ].join('\n'),
  },
  'weak, with what looks like switches': {
    'a.service':
      '[Service]\nExecStart=-/bin/echo -v\nNoNewPrivileges=off\nProtectSystem=false\nProtectHome=no\nPrivateTmp=0\nRestart=always\nLimitCORE=infinity\n',
  },
  'drop-ins that win, forget and are hidden': {
    'a.service': '[Service]\nEnvironment=A=1 B=2\nExecStart=/bin/echo first\nPrivateTmp=yes\n',
    'a.service.d/20-later.conf': '[Service]\nEnvironment=\nEnvironment="C=three words"\n',
    'a.service.d/10-earlier.conf': '[Service]\nEnvironment=GONE=1\nExecStart=\nExecStart=/bin/echo second\nPrivateTmp=no\n',
    'service.d/10-earlier.conf': '[Service]\nEnvironment=HIDDEN=1\n',
    'service.d/30-all.conf': '[Service]\nEnvironment=ALL=1\n',
  },
  'strange but legal': {
    'a.service': [
      '# a comment',
      '[Service]',
      'ExecStart = /bin/sh -c "one; \\"two\\"" \\',
      '; a comment in between',
      '   \'a b\'c  x\\x20y \\101 pre"fix me" %% %n',
      'Environment="A=a b" \'B=$C\' C="d"e',
      'Environment = D=1',
      'X-Unknown=left alone',
      '[X-Other]',
      'Environment=NOT=1',
    ].join('\n'),
  },
}

describe.skipIf(isMissing(manager))(`systemd${reason(manager)}`, () => {
  let box: Sandbox

  beforeAll(() => {
    box = sandbox('systemd')
  })
  afterAll(() => box.stop())

  it.each(Object.keys(configurations))('loads the unit as we read it: %s', (name) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    for (const [file, text] of Object.entries(configurations[name]!)) {
      for (const place of ['tree/etc/systemd/system', 'config/systemd/user']) {
        const path = join(folder, place, file)
        mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
        writeFileSync(path, text)
      }
    }
    const runtime = join(folder, 'run')
    mkdirSync(runtime, { recursive: true, mode: 0o700 })
    if (process.getuid?.() === 0) chownSync(runtime, 65_534, 65_534)
    const dump = dumped(folder)
    const ours = unitOf(join(folder, 'tree'))
    expect(ours.command?.map(({ value }) => value)).toEqual(unitWords(dump.get('Command Line')?.at(-1)?.replaceAll('\\$', '$') ?? ''))
    expect([...ours.env].map(([key, { value }]) => `${key}=${value}`)).toEqual(dump.get('Environment') ?? [])
    expect(ours.isolation.restart?.value ?? 'no').toBe(dump.get('Restart')?.[0])
    const core = ours.isolation.ulimits.find((limit) => limit.name === 'core')?.value.value
    expect(core === 'infinity' ? '18446744073709551615' : core).toBe(dump.get('LimitCORE')?.[0])
    const switches = (ours.isolation.sandbox ?? []).filter(({ name: option }) => dump.has(option) && option !== 'CapabilityBoundingSet')
    expect(switches.length).toBeGreaterThan(5)
    expect(switches.map((option) => `${option.name} ${option.on}`)).toEqual(
      switches.map((option) => `${option.name} ${dump.get(option.name)?.[0] !== 'no'}`),
    )
  })

  /** What the manager itself makes of the unit: its test run prints every unit that it loaded. */
  function dumped(folder: string): ReadonlyMap<string, readonly string[]> {
    const env = [`XDG_RUNTIME_DIR=${folder}/run`, `XDG_CONFIG_HOME=${folder}/config`, `HOME=${folder}`]
    const text = box.run('/bin/sh', [
      '-c',
      'env "$@" 2>&1 || true',
      'sh',
      ...env,
      manager ?? '',
      '--user',
      '--test',
      '--unit=a.service',
      '--log-target=console',
    ])
    const from = text.indexOf('-> Unit a.service:')
    const own = text.slice(from, text.indexOf('-> Unit ', from + 1))
    const found = new Map<string, string[]>()
    for (const line of own.split('\n')) {
      const [, key, value] = /^\s*([A-Za-z ]+): (.*)$/.exec(line) ?? []
      if (key !== undefined && value !== undefined) found.set(key, [...(found.get(key) ?? []), value])
    }
    expect(found.get('Fragment Path')).toEqual([`${folder}/config/systemd/user/a.service`])
    return found
  }
})

function unitOf(tree: string): ComponentInput {
  const files = openFiles(tree, tree)
  const { deployments } = readHosts(tree, { files, kinds: [], identify: () => undefined, isTaken: () => false, keepsRights: false })
  const unit = deployments[0]?.components.find(({ id }) => id === 'a')
  if (unit === undefined) throw new Error('the unit was not found')
  return unit
}
