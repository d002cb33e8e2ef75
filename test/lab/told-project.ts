import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const files: Readonly<Record<string, string>> = {
  'docker-compose.yml': `services:
  cache:
    image: redis:7.2
  web:
    image: shop-web:1
    environment:
      REDIS_URL: redis://cache:6379/0
      SECRET: "\${SECRET}"
    volumes:
      - ./web:/srv:ro
`,
  '.env': 'SECRET=an-old-and-rather-long-secret-4711\n',
  'web/notes.txt': 'not of the plan\n',
}

/** A project of which files and journal are real, and the engine only listens: it keeps what it was told last. */
export interface ToldProject {
  readonly root: string
  readonly folder: string
  readonly state: string
  readonly env: Readonly<Record<string, string>>
  /** Words that every call of `harden` has. */
  readonly words: readonly string[]
  /** Files as they are, by name. */
  readonly texts: () => Readonly<Record<string, string>>
  /** Files as they were when Compose was called last, as one digest. */
  readonly told: () => string
  /** The same of the files as they are. */
  readonly digest: () => string
  /** The weak state, and no state folder. */
  readonly reset: () => void
  readonly stop: () => Promise<void>
}

/** @param at folders of the deployment and of its states; absent: folders of one's own */
export async function startToldProject(at?: { readonly folder: string; readonly state: string }): Promise<ToldProject> {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ringwall-told-'))
  const { folder, state } = at ?? { folder: join(root, 'shop'), state: join(root, 'state') }
  const [socket, program, told] = [join(root, 'engine.sock'), join(root, 'compose'), join(root, 'told')]
  // as Compose does, it reads the files when it is called, and takes its time
  const sum = `cd ${folder} && find . -type f ! -name '.*.ringwall-*' -exec sha256sum {} + | LC_ALL=C sort -k 2`
  writeFileSync(
    program,
    `#!/bin/sh\ncase "$*" in\n*version*) echo 2.0 ;;\n*" config") cat ${folder}/docker-compose.yml ;;\n*" up --detach "*) now=$(${sum}); sleep 0.05; echo "$now" > ${told} ;;\nesac\n`,
  )
  chmodSync(program, 0o755)
  const engine = createServer((request, response) => {
    const [, id] = /^\/containers\/([0-9a-f]{64})\/json/.exec(request.url ?? '') ?? []
    const services = ['cache', 'web']
    const ids = services.map((service) => createHash('sha256').update(service).digest('hex'))
    const isList = request.url?.startsWith('/containers/json') === true && !decodeURIComponent(request.url).includes('"status"')
    const answer = id === undefined ? (isList ? ids.map((each) => ({ Id: each })) : []) : container(services[ids.indexOf(id)] ?? '', folder)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => engine.listen(socket, resolve))
  const paths = (): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .toSorted((one, other) => (one < other ? -1 : 1))
  const reset = (): void => {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) rmSync(join(folder, name), { recursive: true })
    for (const name of existsSync(state) ? readdirSync(state) : []) rmSync(join(state, name), { recursive: true })
    mkdirSync(join(folder, 'web'), { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    rmSync(told, { force: true })
  }
  reset()
  return {
    root,
    folder,
    state,
    env: { PATH: process.env['PATH'] ?? '', DOCKER_HOST: `unix://${socket}` },
    words: ['--state', state, '--compose', program, '--wait', '20', '--yes'],
    texts: () => Object.fromEntries(paths().map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    told: () => (existsSync(told) ? readFileSync(told, 'utf8').trim() : ''),
    digest: () =>
      paths()
        .map(
          (name) =>
            `${createHash('sha256')
              .update(readFileSync(join(folder, name)))
              .digest('hex')}  ./${name}`,
        )
        .join('\n'),
    reset,
    stop: async () => {
      await new Promise((resolve) => engine.close(resolve))
      rmSync(root, { recursive: true })
    },
  }
}

/** `GET /containers/ID/json` of a service that runs. */
function container(service: string, folder: string): unknown {
  return {
    Name: `/shop_${service}_1`,
    State: { Status: 'running', ExitCode: 0 },
    RestartCount: 0,
    Mounts: [],
    Config: {
      Labels: {
        'com.docker.compose.service': service,
        'com.docker.compose.project.working_dir': folder,
        'com.docker.compose.project.config_files': join(folder, 'docker-compose.yml'),
      },
    },
  }
}
