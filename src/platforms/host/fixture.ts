import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DeploymentInput } from '../../model/platform.ts'
import type { Draft } from '../files.ts'
import { openFiles } from '../files.ts'
import type { Kind } from './candidates.ts'
import type { HostResult } from './index.ts'
import { readHosts } from './index.ts'

/** A folder of files for a test; `-> target` makes a link. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ringwall-host-')))
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), path)
    else writeFileSync(path, text)
  }
  return folder
}

/** Products as the tests know them: a cache with its list of users, and an application. */
const products: readonly Kind[] = [
  {
    id: 'cache',
    files: [
      { name: /^cache.*\.conf$/, content: /^port /m, at: '/etc/cache/cache.conf', command: ['cache-server'] },
      { name: /^users\.acl$/, at: '/etc/cache/users.acl', part: true },
      { name: /\.conf$|^[\w-]+$/, content: /^site /m, at: '/etc/cache/conf.d/' },
    ],
  },
  { id: 'shop', files: [{ name: /^shop.*\.ini$/, at: '/etc/shop/shop.ini' }] },
]

/** The deployments that are found in such a folder. A component whose command names a product is that. */
export function hostsOf(files: Readonly<Record<string, string>>, taken: readonly string[] = [], keepsRights = false): readonly DeploymentInput[] {
  return found(files, taken, keepsRights).deployments
}

/** What could not be read of them. */
export function failuresOf(files: Readonly<Record<string, string>>): HostResult['failures'] {
  return found(files, [], false).failures
}

function found(files: Readonly<Record<string, string>>, taken: readonly string[], keepsRights: boolean): HostResult {
  return readFolder(folderOf(files), new Map(), taken, keepsRights)
}

/** The same for a folder that is there, with changes. */
export function readFolder(
  folder: string,
  drafts: ReadonlyMap<string, Draft> = new Map(),
  taken: readonly string[] = [],
  keepsRights = false,
): HostResult {
  const door = openFiles(folder, folder, drafts)
  return readHosts(folder, {
    files: door,
    kinds: products,
    identify: ({ declared, command = [] }) =>
      declared?.technology ?? products.find(({ id }) => command.some(({ value }) => value.includes(`/${id}-server`)))?.id,
    isTaken: (path) => taken.includes(door.display(path)),
    keepsRights,
  })
}
