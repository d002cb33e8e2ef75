import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { component } from '../../src/testing/component.ts'
import { asSetting } from '../../src/settings/python/value.ts'
import { pythonSettings } from '../../src/settings/python/read.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/jupyter-server')
const python = program('/usr/bin/python3')

/** Settings files, by the name of the case; the first file is the one that is given. */
const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  defaults: { 'a.py': '# Configuration file for jupyter-server.\nc = get_config()\n# c.ServerApp.token = ""\n' },
  hardened: {
    'a.py': [
      'c = get_config()  #noqa',
      "c.ServerApp.ip = 'localhost'",
      'c.ServerApp.port = 8_443',
      'c.ServerApp.open_browser = False',
      "c.ServerApp.password = u'argon2:$argon2id$v=19$m=10240,t=10,p=8$c29tZQ$aGFzaA'",
      "c.ServerApp.certfile = '/etc/passwd'; c.ServerApp.keyfile = r'/etc/group'",
      'c.ServerApp.shutdown_no_activity_timeout = 60 * 60',
    ].join('\n'),
  },
  weak: {
    'a.py':
      "c.ServerApp.token = ''\nc.ServerApp.password = ''\nc.ServerApp.allow_origin = '*'\nc.ServerApp.disable_check_xsrf = True\nc.ServerApp.allow_root = True\n",
  },
  'with another file and the environment': {
    'a.py':
      "import os\nload_subconfig('b.py')\nc.ServerApp.port = int(os.environ.get('NO_SUCH_VARIABLE', '8899'))\nc.ServerApp.ip = os.getenv('NO_SUCH_VARIABLE') or '127.0.0.1'\n",
    'b.py': "c.ServerApp.allow_origin = 'https://b.example.com'\nc.ServerApp.ip = '0.0.0.0'\n",
  },
  'strange but legal': {
    'a.py': [
      '# -*- coding: utf-8 -*-',
      "name = 'share'; HOSTS = ['a', 'b']",
      'try:',
      '    c.ServerApp.base_url = f"/{name}/" + "x" \\',
      "        'y'",
      'except ImportError:',
      "    c.ServerApp.base_url = '/never/'",
      "c.ServerApp.tornado_settings = {'headers': {",
      '    # a comment inside',
      '    "Content-Security-Policy": "frame-ancestors \'self\' %s" % ("https://%s.example.com" % HOSTS[0]),',
      '}}',
      'c.ServerApp.local_hostnames = [',
      "    'localhost', *HOSTS,",
      ']',
      "c.ServerApp.local_hostnames += ['c']",
      "c.ServerApp.allow_origin_pat = r'^https://[\\w.-]+\\.example\\.com$'",
      'with open(__file__):',
      "    c.ServerApp.root_dir = '/usr/{0}/{who}'.format(name, who='doc')",
    ].join('\n'),
  },
}

const hubs: Readonly<Record<string, string>> = {
  defaults: 'c = get_config()\n',
  hardened:
    "c.JupyterHub.bind_url = 'http://127.0.0.1:8000/x'\nc.Authenticator.allowed_users = {'ann', 'bob'}\nc.JupyterHub.internal_ssl = True\nc.JupyterHub.ssl_cert = '/a.pem'\n",
  weak: "c.JupyterHub.authenticator_class = 'dummy'\nc.DummyAuthenticator.password = 'all'\nc.JupyterHub.admin_access = True\n",
  classes:
    "class Names:\n    port = 9000\nc.JupyterHub.port = Names.port\nc.Spawner.environment = dict(A='1', B='2')\nc.Spawner.environment['C'] = '3'\nc.Spawner.environment.update({'A': '4'})\n",
  strange:
    "from datetime import timedelta\nc.JupyterHub.cookie_max_age_days = 7 * 2\nc.JupyterHub.activity_resolution = int(timedelta(minutes=1).total_seconds())\nc.JupyterHub.services = [{'name': n, 'url': 'http://x'} for n in ()] or [{'name': 'idle', 'api_token': 't' * 2}]\nc.JupyterHub.ip = '' or '0.0.0.0'\n",
}

/** What traitlets makes of a file of the hub: it runs the file, which is our own, and starts nothing. */
const load = `
import json, sys
from traitlets.config.loader import PyFileConfigLoader
def told(value):
    if isinstance(value, dict): return {k: told(v) for k, v in value.items()}
    if isinstance(value, (set, frozenset)): return sorted(value)
    return value
print(json.dumps(told(PyFileConfigLoader(sys.argv[1], '/').load_config())))
`

/** `{ServerApp: {port: 1}}` as lines `ServerApp.port = 1`. */
function flat(config: Readonly<Record<string, Readonly<Record<string, unknown>>>>): readonly string[] {
  return Object.entries(config)
    .flatMap(([name, traits]) => Object.entries(traits).map(([trait, value]) => `${name}.${trait} = ${text(value)}`))
    .filter((line) => !line.startsWith('ServerApp.config_file'))
    .toSorted()
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(',')
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return value === true ? 'True' : value === false ? 'False' : String(value)
}

function ours(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  const input = component({ files: Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content])) })
  const [first = ''] = Object.keys(files)
  const found = pythonSettings(input, `${folder}/${first}`, [])
  return (found?.names ?? [])
    .filter((name) => /^c\.\w+\.\w+$/.test(name))
    .map((name) => {
      const value = found?.get(name)
      const entries = value?.kind === 'entries' ? JSON.stringify(plain(value)) : asSetting(value)?.value
      return `${name.slice(2)} = ${entries ?? ''}`
    })
    .toSorted()
}

function plain(value: NonNullable<ReturnType<NonNullable<ReturnType<typeof pythonSettings>>['get']>>): unknown {
  return value.kind === 'entries' ? Object.fromEntries([...value.entries].map(([key, each]) => [key, plain(each)])) : asSetting(value)?.value
}

describe.skipIf(isMissing(server))(`Jupyter server${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('jupyter')
  })
  afterAll(async () => box.stop())

  it.each(Object.entries(configurations))('has the traits that we read: %s', (name, files) => {
    const folder = join(box.folder, name.replaceAll(' ', '-'))
    mkdirSync(folder, { mode: 0o755 })
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content, { mode: 0o644 })
    const dump = box.run(server ?? '', [`--config=${folder}/a.py`, '--show-config-json'])
    expect(ours(folder, files)).toEqual(
      flat(JSON.parse(dump.slice(dump.indexOf('{'))) as Readonly<Record<string, Readonly<Record<string, unknown>>>>),
    )
  })
})

describe.skipIf(isMissing(server))(`settings of JupyterHub, as traitlets loads them${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('jupyterhub')
  })
  afterAll(async () => box.stop())

  it.each(Object.entries(hubs))('has the traits that we read: %s', (name, content) => {
    const path = join(box.folder, `${name}.py`)
    writeFileSync(path, content, { mode: 0o644 })
    const theirs = flat(JSON.parse(box.run(python ?? '', ['-I', '-c', load, path])) as Readonly<Record<string, Readonly<Record<string, unknown>>>>)
    const found = ours(box.folder, { [`${name}.py`]: content })
    // what only the running program knows is said to be so
    expect(found.filter((line) => !line.includes('services'))).toEqual(theirs.filter((line) => !line.includes('services')))
  })
})
