import { basename, dirname, relative, sep } from 'node:path'
import { grouped } from '../../model/grouped.ts'
import type { DeploymentInput, InputFile } from '../../model/platform.ts'
import type { Files } from '../files.ts'
import type { Input } from '../input.ts'
import { addGap, fail, inputFile, newInput } from '../input.ts'
import type { Kind, Unread } from './candidates.ts'
import type { Machine } from './machine.ts'
import type { Found, Identify } from './programs.ts'
import { programsOf } from './programs.ts'
import { rootsOf } from './roots.ts'
import type { Survey } from './survey.ts'
import { survey, surveyFiles, surveyTree } from './survey.ts'
import { looseUnit, treeUnits } from './units.ts'

export interface HostOptions {
  readonly files: Files
  /** Products, by the files that they are configured with. */
  readonly kinds: readonly Kind[]
  readonly identify: Identify
  /** True for a file that another deployment reads. */
  readonly isTaken: (path: string) => boolean
  /** Owners and modes of the files are the machine's own. */
  readonly keepsRights: boolean
}

export interface HostResult {
  readonly deployments: readonly DeploymentInput[]
  readonly failures: readonly InputFile[]
}

/** Makes deployments of the configuration files that lie in a folder: trees of machines, and loose files by rule. */
export function readHosts(folder: string, options: HostOptions): HostResult {
  const { files, kinds, isTaken } = options
  const all = survey(folder, kinds, files, isTaken)
  const notes = newInput('.', 'files')
  if (!all.complete) addGap(notes, 'there are more folders or files than are looked at')
  const deployments = [...machines(all.trees, folder, options), ...loose(all, folder, options)]
  return { deployments, failures: [...(notes.gaps.size > 0 ? [inputFile(notes)] : []), ...failuresOf(all.unread, files)] }
}

/** The machine whose tree lies there; for the running one, the whole disk. */
export function readMachine(tree: string, name: string, options: HostOptions): HostResult {
  const deployment = ofTrees([{ tree, name }], tree, name, options)
  return { deployments: deployment === undefined ? [] : [deployment], failures: [] }
}

/** Files that are named, whatever lies beside them. */
export function readFiles(paths: readonly string[], folder: string, options: HostOptions): HostResult {
  const all = surveyFiles(paths, options.kinds, options.files)
  return { deployments: loose(all, folder, options), failures: failuresOf(all.unread, options.files) }
}

/** More of them help nobody. */
const mostFailures = 200

function failuresOf(unread: readonly Unread[], files: Files): readonly InputFile[] {
  return unread.slice(0, mostFailures).map(({ path, why }) => {
    const input = newInput(files.display(path), 'settings')
    fail(input, why, 1)
    return inputFile(input)
  })
}

function loose(all: Survey, folder: string, options: HostOptions): readonly DeploymentInput[] {
  const { files } = options
  const paths = [...all.candidates.map(({ path }) => path), ...all.units, ...all.supervised, ...all.variables].toSorted()
  return rootsOf(folder, paths).flatMap((root) => {
    const own = new Set(root.paths)
    const found: Found = {
      units: all.units.filter((path) => own.has(path)).map((path) => looseUnit(path, files)),
      supervised: all.supervised.filter((path) => own.has(path)),
      variables: all.variables.filter((path) => own.has(path)),
      candidates: all.candidates.filter(({ path }) => own.has(path)),
    }
    const name = basename(root.folder)
    const deployment = build(name, root.folder, [{ machine: { name, keepsRights: false, files }, found }], folder, options)
    return deployment === undefined ? [] : [deployment]
  })
}

/** Names that tell two versions of one machine from two machines. */
const alternatives = /^(?:weak|hardened|prod(?:uction)?|stag(?:e|ing)|dev(?:elopment)?|test(?:ing)?|before|after|old|new|example|sample)$/

/** Trees side by side are the machines of one deployment. */
function machines(trees: readonly string[], folder: string, options: HostOptions): readonly DeploymentInput[] {
  const groups = grouped(trees, (tree) => (tree === folder || alternatives.test(basename(tree)) ? tree : dirname(tree)))
  return [...groups].flatMap(([root, members]) => {
    const named = members.map((tree) => ({ tree, name: basename(tree) }))
    const deployment = ofTrees(named, root, basename(members.length === 1 ? members[0]! : root), options)
    return deployment === undefined ? [] : [deployment]
  })
}

function ofTrees(
  trees: readonly { readonly tree: string; readonly name: string }[],
  root: string,
  name: string,
  options: HostOptions,
): DeploymentInput | undefined {
  const { files, kinds, isTaken, keepsRights } = options
  const hosts = trees.map(({ tree, name: host }) => {
    const { candidates, supervised, unread } = surveyTree(tree, kinds, files, isTaken)
    const found = { units: treeUnits(tree, files), supervised, variables: [], candidates }
    return { machine: { name: host, tree, keepsRights, files }, found, unread }
  })
  return build(name, root, hosts, files.folder, options)
}

interface Host {
  readonly machine: Machine
  readonly found: Found
  readonly unread?: readonly Unread[]
}

/** The network that the machines of one deployment share, as nothing says otherwise. */
const network = 'network'

function build(name: string, root: string, hosts: readonly Host[], folder: string, { files, identify }: HostOptions): DeploymentInput | undefined {
  const inputs = new Map<string, Input>()
  const inputOf = (path: string, as: string): Input => {
    let input = inputs.get(path)
    if (input === undefined) inputs.set(path, (input = newInput(files.display(path), as)))
    return input
  }
  const used = new Set<string>()
  const unique = (...wanted: readonly string[]): string => {
    let id = wanted.find((each) => !used.has(each)) ?? wanted.at(-1)!
    for (let number = 2; used.has(id); number++) id = `${wanted.at(-1)!} ${number}`
    used.add(id)
    return id
  }
  const components = hosts.flatMap(({ machine, found }) => programsOf(machine, found, identify, inputOf, unique))
  const first = components.find(({ form }) => form === 'process') ?? components[0]
  if (first === undefined) return undefined
  const several = hosts.length > 1
  return {
    name,
    root: relative(folder, root).split(sep).join('/') || '.',
    platform: 'host',
    inputs: [
      ...[...inputs.values()].map(inputFile),
      ...failuresOf(
        hosts.flatMap(({ unread = [] }) => unread),
        files,
      ),
    ].toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    components: several ? components.map((component) => ({ ...component, networks: [{ network, at: component.at }] })) : components,
    networks: several ? [{ name: network, internal: false, external: false, encrypted: false }] : [],
    volumes: [],
    secrets: [],
    at: first.at,
    warnings: [],
  }
}
