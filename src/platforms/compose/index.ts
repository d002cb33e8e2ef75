import { basename, dirname, join, resolve } from 'node:path'
import type { DeploymentInput, InputFile } from '../../model/platform.ts'
import { readDeployment, writtenName } from './deployment.ts'
import { discover } from './discover.ts'
import type { Documents } from './document.ts'
import { openDocuments } from './document.ts'
import type { Files } from '../files.ts'
import { openFiles, realPathOf } from '../files.ts'
import type { Group } from './group.ts'
import { groupFiles, variantBase } from './group.ts'
import type { Input } from '../input.ts'
import { inputFile, newInput } from '../input.ts'
import { nameGroups } from './naming.ts'
import { isYamlName, mayBeCompose } from './recognise.ts'

export interface ComposeOptions {
  /** Absolute: a Compose file, or a folder with any number of them. */
  readonly path: string
  /** `-f`: files that are merged in order into one deployment; relative to the folder of `path`. */
  readonly files?: readonly string[]
  /** Absolute: nothing outside of it is read. */
  readonly root: string
  /** Instead of the `.env` beside the first file. */
  readonly envFiles?: readonly string[]
}

export interface ComposeResult {
  readonly deployments: readonly DeploymentInput[]
  /** Files that should have been a deployment and could not be read at all. */
  readonly failures: readonly InputFile[]
}

/** Reads the Compose deployments at a path. Never throws for what is in the files. */
export function readCompose(options: ComposeOptions, files: Files = openFiles(options.root, options.path)): ComposeResult {
  const documents = openDocuments(files)
  const notes = newInput('.', 'compose')
  const groups = findGroups(options, documents, notes)
  const named = nameGroups(groups, files.folder, (group) => writtenName(group.paths, documents))
  const envFiles = options.envFiles?.map((path) => resolve(files.folder, path))
  const deployments: DeploymentInput[] = []
  const failures: InputFile[] = []
  for (const each of named) {
    const { deployment, failed } = readDeployment(each, documents, envFiles)
    if (failed) failures.push(...deployment.inputs.filter((input) => input.status === 'failed'))
    else deployments.push(deployment)
  }
  if (notes.gaps.size > 0) failures.push(inputFile(notes))
  return { deployments, failures }
}

function findGroups(options: ComposeOptions, documents: Documents, notes: Input): readonly Group[] {
  const { files } = documents
  if (options.files !== undefined && options.files.length > 0) return [{ paths: options.files.map((path) => resolve(files.folder, path)) }]
  const path = realPathOf(options.path)
  const list = files.list(path)
  if (list !== undefined) return groupFiles(discover(documents, files.folder, notes), documents)
  const folder = dirname(path)
  const siblings = (files.list(folder) ?? []).filter((entry) => entry.kind === 'file' && isYamlName(entry.name) && entry.name !== basename(path))
  const likely = siblings.map((entry) => join(folder, entry.name)).filter((sibling) => isLikely(sibling, documents))
  const base = variantBase(path, likely, documents)
  return [{ paths: base === undefined ? [path] : [base, path] }]
}

function isLikely(path: string, documents: Documents): boolean {
  const read = documents.files.read(path)
  return read.state === 'text' && mayBeCompose(read.text)
}
