import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { program } from '../live/server.ts'
import type { Engine } from './engine.ts'

const redis = program('/usr/bin/redis-server')
const asking = program('/usr/bin/redis-cli')
const python = program('/usr/bin/python3.11', '/usr/bin/python3.*')
const ldd = program('/usr/bin/ldd')
const client = program('/usr/lib/python3/dist-packages/redis')

/** What a shop of a real Redis and a real client takes, beside the engine; `undefined` where something is not installed. */
export const shopPrograms: string | undefined =
  redis !== undefined && asking !== undefined && python !== undefined && ldd !== undefined ? client : undefined

/** As the official image does: root hands over to the account of the server, whose protected mode is off. What a test wants to go wrong is in /lab. */
const entrypoint = `#!/bin/sh
set -e
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then exec /usr/bin/setpriv --reuid=999 --regid=999 --clear-groups -- "$0" "$@"; fi
if [ "$1" = redis-server ]; then set -- "$@" --protected-mode no; fi
if [ -f /lab/fault.sh ]; then . /lab/fault.sh; fi
exec "$@"
`

/** Images with Redis (`redis:7.2`) and with Python and its Redis client (`shop-web:1`), made of this machine's own programs. */
export function importShop(engine: Engine): void {
  const server = join(engine.folder, 'redis-image')
  tree(server, [redis!, asking!, '/usr/bin/setpriv'])
  mkdirSync(join(server, 'usr/local/bin'), { recursive: true })
  writeFileSync(join(server, 'usr/local/bin/docker-entrypoint.sh'), entrypoint)
  chmodSync(join(server, 'usr/local/bin/docker-entrypoint.sh'), 0o755)
  importTree(engine, server, 'redis:7.2', ['ENTRYPOINT ["docker-entrypoint.sh"]', 'CMD ["redis-server"]', 'WORKDIR /data', 'VOLUME /data'])
  // as an image that was built: docker-compose 1 looks for its volumes in the container that it came from
  const made = engine.run('docker', ['create', 'redis:7.2']).trim()
  engine.run('docker', ['commit', made, 'redis:7.2'])
  engine.run('docker', ['rm', '--volumes', made])
  const web = join(engine.folder, 'web-image')
  const library = `/usr/lib/${python!.split('/').at(-1)!}`
  const modules = readdirSync(join(library, 'lib-dynload')).map((name) => join(library, 'lib-dynload', name))
  tree(web, [python!, ...modules.filter((path) => path.endsWith('.so'))])
  cpSync(library, join(web, library), { recursive: true, filter: (path) => !/\/(?:test|__pycache__|site-packages|dist-packages)$/.test(path) })
  const packages = dirname(client!)
  for (const name of readdirSync(packages).filter((each) =>
    /^(?:redis|async_timeout|deprecated|wrapt|packaging|pkg_resources|setuptools)(?:\.py)?$/.test(each),
  ))
    cpSync(join(packages, name), join(web, packages, name), { recursive: true })
  symlinkSync(python!.split('/').at(-1)!, join(web, 'usr/bin/python3'))
  importTree(engine, web, 'shop-web:1', ['CMD ["python3"]'])
}

/** A shell, an account for the server, and programs with what they are linked with. */
function tree(root: string, programs: readonly string[]): void {
  for (const path of ['tmp', 'data', 'etc', 'bin', 'usr/bin', 'proc', 'dev', 'sys']) mkdirSync(join(root, path), { recursive: true })
  chmodSync(join(root, 'tmp'), 0o1777)
  chmodSync(join(root, 'data'), 0o777)
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nredis:x:999:999::/data:/bin/sh\n')
  for (const file of new Set([...programs, '/bin/busybox', ...programs.flatMap(librariesOf)])) {
    if (existsSync(join(root, file))) continue
    mkdirSync(join(root, dirname(file)), { recursive: true })
    execFileSync('cp', ['-L', file, join(root, file)])
  }
  for (const name of ['sh', 'id', 'grep']) symlinkSync('busybox', join(root, 'bin', name))
}

/** The files that a program is linked with (`ldd`). */
function librariesOf(file: string): readonly string[] {
  if (readFileSync(file).subarray(0, 4).toString('latin1') !== '\x7fELF') throw new Error(`${file} is no program`)
  return [...execFileSync(ldd ?? '', [file], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path ?? '')
}

function importTree(engine: Engine, root: string, name: string, changes: readonly string[]): void {
  const archive = `${root}.tar`
  execFileSync('tar', ['--create', '--file', archive, '--directory', root, '.'])
  engine.run('docker', ['import', ...changes.flatMap((change) => ['--change', change]), archive, name])
}
