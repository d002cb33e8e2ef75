import { basename, join, relative, sep } from 'node:path'
import type { Files } from '../files.ts'
import type { Limits } from '../walk.ts'
import { walk, widest } from '../walk.ts'
import type { Candidate, Kind, Unread } from './candidates.ts'
import { candidateAt, unreadAt } from './candidates.ts'
import { isSupervisor } from './supervisor.ts'

/** What lies in a folder and below, as far as it tells of programs. */
export interface Survey {
  readonly candidates: readonly Candidate[]
  /** Paths of service units. */
  readonly units: readonly string[]
  /** Paths of settings files of Supervisor. */
  readonly supervised: readonly string[]
  /** Paths of files of variables: `.env`, `.env.production`. */
  readonly variables: readonly string[]
  /** Folders that stand for the `/` of a machine. */
  readonly trees: readonly string[]
  readonly unread: readonly Unread[]
  /** Nothing was left out for its number. */
  readonly complete: boolean
}

/** Folders of tests and charts: what lies there is run by nobody, or is a cluster's. */
const passedOver: ReadonlySet<string> = new Set(['fixtures', '__fixtures__', 'testdata', '__tests__', '__snapshots__'])

/** Looks at every file below a folder that no deployment has claimed. Trees of machines are noted and left for later. */
export function survey(folder: string, kinds: readonly Kind[], files: Files, isTaken: (path: string) => boolean): Survey {
  const paths: string[] = []
  const trees: string[] = []
  const complete = walk(folder, files, (path, names, folders) => {
    if (isTree(folders, path, files)) {
      trees.push(path)
      return false
    }
    if (names.includes('Chart.yaml') || passedOver.has(basename(path))) return false
    paths.push(...names.map((name) => join(path, name)).filter((file) => !isTaken(file)))
    return true
  })
  return { ...surveyFiles(paths, kinds, files), trees, complete }
}

/** What each of these files tells. */
export function surveyFiles(paths: readonly string[], kinds: readonly Kind[], files: Files): Survey {
  const candidates: Candidate[] = []
  const units: string[] = []
  const supervised: string[] = []
  const variables: string[] = []
  const unread: Unread[] = []
  for (const file of paths) {
    const name = basename(file)
    if (/^\.env(?:\.(?!example|sample|template|dist|tmpl)[\w-]+)?$/.test(name)) variables.push(file)
    else if (name.endsWith('.service') && /^\s*\[Service\]/m.test(textOf(file, files))) units.push(file)
    else if (/\.(?:conf|ini)$/.test(name) && isSupervisor(textOf(file, files))) supervised.push(file)
    else {
      const candidate = candidateAt(file, kinds, files)
      if (candidate !== undefined) candidates.push(candidate)
      else unread.push(...unreadAt(file, kinds, files))
    }
  }
  return { candidates, units, supervised, variables, trees: [], unread, complete: true }
}

function textOf(path: string, files: Files): string {
  const read = files.read(path)
  return read.state === 'text' ? read.text : ''
}

/** Names in `/etc` of every Linux; one of them tells a machine's tree from a folder that happens to be called `etc`. */
const ofEveryMachine = [
  'systemd',
  'passwd',
  'hostname',
  'os-release',
  'fstab',
  'sysctl.d',
  'sysctl.conf',
  'ssh',
  'default',
  'security',
  'supervisor',
  'nginx',
  'apache2',
  'httpd',
]

function isTree(folders: readonly string[], path: string, files: Files): boolean {
  return folders.includes('etc') && (files.list(join(path, 'etc')) ?? []).some(({ name }) => ofEveryMachine.includes(name))
}

/** Folders of a machine that hold settings; what programs store and what packages bring is left out. */
const withSettings = ['etc', 'opt', 'srv', 'usr/local', 'home', 'root', 'var/lib']

/** How deep and wide settings lie on a machine. */
const onMachine: Limits = { folders: 6_000, depth: 8 }

/** What a machine's tree tells of programs: settings files, and what Supervisor starts. Its units are found by their own rules. */
export function surveyTree(
  tree: string,
  kinds: readonly Kind[],
  files: Files,
  isTaken: (path: string) => boolean,
): Omit<Survey, 'units' | 'trees' | 'variables'> {
  const candidates: Candidate[] = []
  const supervised: string[] = []
  const unread: Unread[] = []
  let complete = true
  for (const part of withSettings) {
    const whole = walk(
      join(tree, part),
      files,
      (path, names) => {
        // links to programs, and to files that are met where they lie
        if (path === join(tree, 'etc/alternatives')) return false
        for (const name of names) {
          const file = join(path, name)
          if (isTaken(file) || isLeftover(name)) continue
          if (/(?:^|\/)supervis/.test(relative(tree, path).split(sep).join('/')) && isSupervisor(textOf(file, files))) supervised.push(file)
          else {
            const candidate = candidateAt(file, kinds, files)
            if (candidate !== undefined) candidates.push(candidate)
            else unread.push(...unreadAt(file, kinds, files))
          }
        }
        return true
      },
      tree === '/' ? { ...onMachine, depth: part === 'etc' ? onMachine.depth : 5 } : widest,
    )
    complete &&= whole
  }
  return { candidates, supervised, unread, complete }
}

/** Copies that editors and package managers leave, and examples: no program of the machine reads them. */
function isLeftover(name: string): boolean {
  return /(?:~|\.(?:bak|old|orig|save|example|sample|dist|dpkg-\w+|ucf-\w+|rpm(?:new|save|orig)|swp))$/.test(name)
}
