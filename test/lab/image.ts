import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import type { Engine } from './engine.ts'

/** Folders that images of the real products have, with the owner that their volumes inherit. Several products keep theirs in /data. */
const folders: readonly (readonly [path: string, owner: number, group: number])[] = [
  ['var/lib/postgresql/data', 999, 999],
  ['var/lib/mysql', 999, 999],
  ['data', 999, 1000],
  ['datalog', 1000, 1000],
  ['conf', 1000, 1000],
  ...['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name): readonly [string, number, number] => [`var/lib/nginx/${name}`, 101, 101]),
]

const accounts = ['postgres:x:999:999::/var/lib/postgresql:/bin/sh', 'zookeeper:x:1000:1000::/tmp:/bin/sh', 'nginx:x:101:101::/tmp:/bin/sh']

/** What the default nginx.conf of the official image includes. */
const nginxConf = 'events {}\nhttp {\n    include /etc/nginx/mime.types;\n    include /etc/nginx/conf.d/*.conf;\n}\n'

const archives = new WeakMap<Engine, Buffer>()

/**
 * One image for all: folders and links alone. Programs come from this machine's own /usr, which is mounted read-only,
 * since no image can be pulled. It is tagged with the names that the Compose files use.
 */
export function importImages(engine: Engine, names: readonly string[]): void {
  const archive = archives.get(engine) ?? packed(join(engine.folder, 'image'))
  archives.set(engine, archive)
  for (const name of names) engine.run('docker', ['import', '-', name], archive)
}

function packed(tree: string): Buffer {
  for (const path of [
    'proc',
    'sys',
    'dev',
    'tmp',
    'run',
    'usr/bin',
    'usr/sbin',
    'usr/lib',
    'usr/lib64',
    'usr/share',
    'usr/libexec',
    'usr/local/etc',
    'lab',
    'root',
    'var/log',
    'var/run/postgresql',
    'var/run/mysqld',
    'etc/mysql/conf.d',
    'etc/nginx',
  ])
    mkdirSync(join(tree, path), { recursive: true })
  for (const path of ['tmp', 'var/run/postgresql', 'var/run/mysqld']) chmodSync(join(tree, path), 0o1777)
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(tree, name))
  for (const [path, owner, group] of folders) {
    mkdirSync(join(tree, path), { recursive: true })
    chmodSync(join(tree, path), path.startsWith('data') ? 0o777 : 0o755)
    chownSync(join(tree, path), owner, group)
  }
  for (const path of ['alternatives', 'java-17-openjdk', 'ldap/schema', 'nginx/mime.types', 'ssl/openssl.cnf', 'nsswitch.conf'])
    if (existsSync(`/etc/${path}`)) cpSync(`/etc/${path}`, join(tree, 'etc', path), { recursive: true, verbatimSymlinks: true })
  mkdirSync(join(tree, 'var/log/nginx'))
  symlinkSync('/dev/stdout', join(tree, 'var/log/nginx/access.log'))
  symlinkSync('/dev/stderr', join(tree, 'var/log/nginx/error.log'))
  writeFileSync(join(tree, 'etc/nginx/nginx.conf'), nginxConf)
  writeFileSync(
    join(tree, 'etc/passwd'),
    `root:x:0:0::/root:/bin/sh\n${accounts.join('\n')}\nproxy:x:13:13::/tmp:/bin/sh\nnobody:x:65534:65534::/tmp:/bin/sh\n`,
  )
  writeFileSync(join(tree, 'etc/group'), 'root:x:0:\npostgres:x:999:\nzookeeper:x:1000:\nnginx:x:101:\nproxy:x:13:\nnogroup:x:65534:\n')
  const done = spawnSync('tar', ['--create', '--directory', tree, '.'], { maxBuffer: 1 << 28 })
  if (done.status !== 0) throw new Error(`tar: ${String(done.stderr)}`)
  return done.stdout
}
