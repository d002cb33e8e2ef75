import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseJson } from '../../src/formats/json.ts'
import type { Node } from '../../src/formats/node.ts'
import { child, itemsOf, scalarText } from '../../src/formats/node.ts'
import { readSettings } from '../../src/technologies/docker-engine/settings.ts'
import { component } from '../../src/testing/component.ts'
import { isMissing, program, reason } from './server.ts'

const isRoot = process.getuid?.() === 0
const dockerd = isRoot ? program('/usr/sbin/dockerd', '/usr/bin/dockerd') : undefined
const curl = program('/usr/bin/curl')
const unshare = program('/usr/bin/unshare') ?? ''
const installed = curl === undefined ? undefined : dockerd

/** Files and the words behind dockerd. */
const configurations: Readonly<Record<string, readonly [text: string, ...words: readonly string[]]>> = {
  'the defaults': ['{}'],
  hardened: [
    '{"icc": false, "live-restore": true, "no-new-privileges": true, "log-driver": "local", "log-level": "info", "userland-proxy": false, "default-address-pools": [{"base": "10.30.0.0/16", "size": 24}], "ip": "127.0.0.1"}',
  ],
  weak: [
    '{"debug": true, "experimental": true, "insecure-registries": ["10.0.0.0/8", "registry.example.com:5000"], "registry-mirrors": ["http://mirror.example.com"]}',
  ],
  'on the command line': [
    '{"log-driver": "json-file"}',
    '--icc=false',
    '--insecure-registry',
    '192.0.2.0/24',
    '--insecure-registry=198.51.100.0/24',
    '-D',
    '--live-restore',
  ],
  'set twice': ['{"icc": true}', '--icc=false'],
  'set against each other': ['{"icc": false, "iptables": false}'],
  'sockets and drivers': ['{"log-driver": "journald", "live-restore": false,\n "labels": ["a=b"]}'],
}

function inOrder(a = '', b = ''): number {
  return a < b ? -1 : 1
}

describe.skipIf(isMissing(installed))(`docker engine${reason(installed)}`, () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-dockerd-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Starts the engine in namespaces of its own, asks it what it made of its settings, and stops it. Without an answer it did not start. */
  function asked(config: string, words: readonly string[]): { readonly info?: Node; readonly bridge?: Node; readonly log: string } {
    const script = `mount -t tmpfs none /run; mkdir /run/x; ip link set lo up
"$DOCKERD" --config-file "$CONFIG" --storage-driver vfs --data-root /run/x/data --exec-root /run/x/exec -p /run/x/pid -H unix:///run/x/s "$@" > /run/x/log 2>&1 &
engine=$!
for i in $(seq 60); do sleep 0.25; kill -0 $engine 2>/dev/null || break; curl -s --unix-socket /run/x/s http://d/info > /run/x/info && break; done
cat /run/x/info; echo; curl -s --unix-socket /run/x/s http://d/networks/bridge; echo
kill $engine 2>/dev/null; wait $engine; echo LOG; cat /run/x/log`
    const path = join(folder, 'daemon.json')
    writeFileSync(path, config)
    const { stdout } = spawnSync(unshare, ['--net', '--mount', '--pid', '--fork', '--mount-proc', 'sh', '-c', script, 'sh', ...words], {
      encoding: 'utf8',
      timeout: 60_000,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCKERD: dockerd ?? '', CONFIG: path },
    })
    const [answers = '', log = ''] = stdout.split('\nLOG\n')
    const [info, bridge] = answers
      .split('\n')
      .filter(Boolean)
      .map((text) => parseJson(text).value)
    return { ...(info === undefined ? {} : { info }), ...(bridge === undefined ? {} : { bridge }), log }
  }

  it.each(Object.entries(configurations))('makes of its settings what we read: %s', { timeout: 90_000 }, (_name, [text, ...words]) => {
    const settings = readSettings(component({ form: 'process', command: ['dockerd', ...words], files: { '/etc/docker/daemon.json': text } }), [])
    const one = (key: string): string | undefined => settings.one(key)?.value
    const { info, bridge, log } = asked(text, words)
    const refused = settings.twice.length > 0 || (one('icc') === 'false' && one('iptables') === 'false')
    const ours = {
      icc: one('icc') ?? 'true',
      ip: one('ip') ?? '0.0.0.0',
      driver: one('log-driver') ?? 'json-file',
      live: one('live-restore') ?? 'false',
      debug: one('debug') ?? 'false',
      experimental: one('experimental') ?? 'false',
      networks: settings
        .all('insecure-registries')
        .map(({ value }) => value)
        .filter((value) => value.includes('/'))
        .toSorted(inOrder),
      mirrors: settings.all('registry-mirrors').map(({ value }) => value),
    }
    const isRefused = info === undefined && /unable to configure|failed to start/.test(log)
    expect(info === undefined ? { isRefused, log: isRefused ? '' : log } : toldBy(info, bridge)).toEqual(
      refused ? { isRefused: true, log: '' } : ours,
    )
  })
})

/** What the engine says of itself, under the names of its settings. */
function toldBy(info: Node, bridge: Node | undefined): Readonly<Record<string, unknown>> {
  const options = (name: string): string | undefined => scalarText(child(bridge, 'Options', `com.docker.network.bridge.${name}`))
  const registries = child(info, 'RegistryConfig')
  return {
    icc: options('enable_icc'),
    ip: options('host_binding_ipv4'),
    driver: scalarText(child(info, 'LoggingDriver')),
    live: scalarText(child(info, 'LiveRestoreEnabled')),
    debug: scalarText(child(info, 'Debug')),
    experimental: scalarText(child(info, 'ExperimentalBuild')),
    networks: itemsOf(child(registries, 'InsecureRegistryCIDRs'))
      .map(scalarText)
      .filter((network) => network !== '127.0.0.0/8')
      .toSorted(inOrder),
    mirrors: itemsOf(child(registries, 'Mirrors')).map((mirror) => (scalarText(mirror) ?? '').replace(/\/$/, '')),
  }
}
