import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caddy } from '../../src/technologies/caddy/index.ts'
import { component } from '../../src/testing/component.ts'
import { told } from '../../src/testing/reading.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/caddy')

const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  defaults: { Caddyfile: ':8080 {\n\treverse_proxy localhost:9000\n}\n' },
  hardened: {
    Caddyfile:
      '{\n\tadmin off\n}\nshop.example {\n\theader Strict-Transport-Security max-age=63072000\n\treverse_proxy https://app.example:8443 {\n\t\ttransport http {\n\t\t\ttls_server_name app.example\n\t\t}\n\t}\n}\n',
  },
  weak: {
    Caddyfile:
      '{\n\tadmin 0.0.0.0:2020\n\tdebug\n}\nhttp://shop.example {\n\treverse_proxy https://app.example:8443 {\n\t\ttransport http {\n\t\t\ttls_insecure_skip_verify\n\t\t}\n\t}\n\tfile_server browse\n}\n',
  },
  'with includes': {
    Caddyfile: '(safe) {\n\treverse_proxy a:1 b:2\n}\nimport sites/*.caddy\none.example:8443 {\n\timport safe\n}\n',
    'sites/two.caddy': 'two.example {\n\timport ../inner\n}\n',
    inner: 'handle_path /x/* {\n\treverse_proxy {\n\t\tto https://c:3\n\t\ttransport http {\n\t\t\ttls_insecure_skip_verify\n\t\t}\n\t}\n}\n',
  },
  'strange but legal': {
    Caddyfile:
      'a.example,\nhttp://b.example:81 { # two\n\t@api path /api/* `/raw path`\n\treverse_proxy @api "app:80" other:81 {\n\t\theader_up X-A "b c"\n\t}\n\trespond `a\n}`\n}\n',
  },
}

interface Adapted {
  readonly apps: { readonly http: { readonly servers: Readonly<Record<string, { readonly listen: readonly string[] }>> } }
}

describe.skipIf(isMissing(server))(`Caddy${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('caddy')
  })
  afterAll(() => box.stop())

  it.each(Object.keys(configurations))('makes of the file what we read: %s', (name) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    const files: Record<string, string> = {}
    for (const [file, text] of Object.entries(configurations[name]!)) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      files[path] = text
      writeFileSync(path, text, { mode: 0o644 })
    }
    const main = join(folder, 'Caddyfile')
    const adapted = JSON.parse(box.run(server ?? '', ['adapt', '--adapter', 'caddyfile', '--config', main])) as Adapted
    const found = caddy.read(component({ form: 'process', command: ['caddy', 'run', '--config', main], files }), undefined)
    expect(found.gaps).toEqual([])
    // the redirects of port 80 are made when Caddy starts, and the dump leaves them out
    const ours = (found.listeners ?? []).filter(({ redirects }) => redirects !== true).map(({ port }) => `:${port}`)
    expect(new Set(ours)).toEqual(new Set(Object.values(adapted.apps.http.servers).flatMap(({ listen }) => listen)))
    const dialled = (found.connections ?? []).map(({ host, port, encryption, verification }) => {
      const tls = told(encryption) === 'required'
      return `${host}:${port} ${tls ? 'tls' : 'plain'} ${tls && told(verification) === 'none' ? 'unchecked' : ''}`
    })
    expect(new Set(dialled)).toEqual(new Set(targetsOf(adapted)))
  })
})

/** Every reverse_proxy of the dump: whom it dials, and how. */
function targetsOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(targetsOf)
  if (typeof node !== 'object' || node === null) return []
  const { handler, upstreams, transport } = node as Record<string, unknown>
  const tls = (transport as { tls?: { insecure_skip_verify?: boolean } } | undefined)?.tls
  const how = `${tls === undefined ? 'plain' : 'tls'} ${tls?.insecure_skip_verify === true ? 'unchecked' : ''}`
  const own = handler === 'reverse_proxy' ? (upstreams as readonly { dial: string }[]).map(({ dial }) => `${dial} ${how}`) : []
  return [...own, ...Object.values(node).flatMap(targetsOf)]
}
