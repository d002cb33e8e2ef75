import type { ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Built, Place, Ways } from './hardened.ts'
import { placeOf, ways } from './hardened.ts'
import { oneNetwork } from './one-network.ts'
import { eventually } from './server.ts'

/** What a client got. */
export interface Got {
  readonly status: number
  readonly output: string
}

/** A proxy `web` with two programs behind it, `app` and `other`, and a `user` in front, in a network of their own. */
export interface Proxied {
  /** A folder that lasts as long as the test. */
  readonly box: string
  /** TLS for people, then TLS to the programs behind, then safe settings: each on the files of the one before. */
  readonly entrance: Ways
  readonly channels: Ways
  readonly settings: Ways
  readonly addressOf: (name: string) => string
  readonly place: (of: string, built: Built) => Place
  /** Starts one program behind, as its own settings have it; one that ran ends. */
  readonly behind: (name: string, built: Built) => Promise<void>
  /** Starts the proxy, after its own check. */
  readonly proxy: (built: Built) => Promise<void>
  /** Starts all, and waits until people are served. */
  readonly start: (built: Built, door: string) => Promise<void>
  /** curl of the user's. */
  readonly ask: (built: Built, ...words: readonly string[]) => Got
  /** The same, trusting the authority of the deployment. */
  readonly trusting: (built: Built, ...words: readonly string[]) => Got
  readonly stop: () => Promise<void>
}

/** A program that tells what reached it. */
export const application = `import json
def app(environ, start):
    body = environ['wsgi.input'].read(int(environ.get('CONTENT_LENGTH') or 0))
    names = ['REQUEST_METHOD', 'PATH_INFO', 'HTTP_HOST', 'HTTP_UPGRADE', 'HTTP_CONNECTION', 'HTTP_X_FORWARDED_FOR', 'HTTP_X_FORWARDED_PROTO', 'wsgi.url_scheme']
    start('200 OK', [('Content-Type', 'application/json')])
    return [json.dumps({**{n: environ.get(n) for n in names}, 'body': len(body)}).encode()]
`

const behindIt = `  app:
    image: python:3.11
    command: gunicorn -b 0.0.0.0:5000 app:app
  other:
    image: python:3.11
    command: gunicorn -b 0.0.0.0:5000 app:app
  user:
    image: debian:12
    command: sleep infinity
`

/** @param web the proxy's service and its file; @param command how it is checked, and how it is started, with the files of a state */
export async function proxied(
  web: { readonly service: string; readonly site: string },
  command: (built: Built, box: string) => { readonly check: readonly string[]; readonly start: readonly string[] },
): Promise<Proxied> {
  const net = oneNetwork('web', 'app', 'other', 'user')
  const box = mkdtempSync(join(tmpdir(), 'ringwall-proxy-'))
  chmodSync(box, 0o755)
  writeFileSync(join(box, 'app.py'), application)
  const entrance = await ways({ 'compose.yaml': `services:\n${web.service}${behindIt}`, 'site.conf': web.site }, ['entrance'])
  const channels = await ways(textsOf(entrance.of('close').folder), ['channels'])
  const settings = await ways(textsOf(channels.of('close').folder), ['settings'])
  const running = new Map<string, ChildProcess>()

  async function ended(name: string): Promise<void> {
    const child = running.get(name)
    running.delete(name)
    if (child === undefined || child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }

  function place(of: string, built: Built): Place {
    const names = { app: 'app', other: 'other', web: 'web', 'web.example.org': 'web', 'cousin.example.org': 'web' }
    return placeOf(net, of, built, 0, Object.fromEntries(Object.entries(names).map(([name, at]) => [name, net.addressOf(at)])))
  }

  async function proxy(built: Built): Promise<void> {
    await ended('web')
    const at = place('web', built)
    const words = command(built, box)
    const checked = at.run(words.check)
    if (checked.status !== 0) throw new Error(checked.output)
    running.set('web', at.start(words.start))
  }

  async function behind(name: string, built: Built): Promise<void> {
    await ended(name)
    const [, ...options] = built.component(name).command?.map(({ value }) => value) ?? []
    running.set(name, place(name, built).start(['/usr/bin/gunicorn', '--chdir', box, ...options]))
  }

  const ask = (built: Built, ...words: readonly string[]): Got => place('user', built).run(['/usr/bin/curl', '-sS', '-m', '8', ...words])
  const authority = join(entrance.of('close').folder, 'ringwall/web/ca.crt')
  const trusting = (built: Built, ...words: readonly string[]): Got => ask(built, ...(existsSync(authority) ? ['--cacert', authority] : []), ...words)
  return {
    box,
    entrance,
    channels,
    settings,
    addressOf: net.addressOf,
    place,
    behind,
    proxy,
    async start(built, door) {
      for (const name of ['app', 'other']) await behind(name, built)
      await proxy(built)
      for (const path of ['', 'other/']) await eventually(() => reached(trusting(built, `${door}${path}`)))
    },
    ask,
    trusting,
    async stop() {
      for (const name of running.keys()) await ended(name)
      net.stop()
      for (const each of [entrance, channels, settings]) each.stop()
      rmSync(box, { recursive: true, force: true })
    },
  }
}

/** What reached the program behind; an error where nothing did. */
export function reached({ status, output }: Got): Record<string, unknown> {
  if (status !== 0 || !output.startsWith('{')) throw new Error(output)
  return JSON.parse(output) as Record<string, unknown>
}

/** All files of a state. */
function textsOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}
