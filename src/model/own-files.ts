import type { ComponentInput } from './input.ts'

/** Where a container finds the files that are put beside its program. */
export const ownFolder = '/etc/ringwall'

/** Folders of a deployment's own files: what others may do with their mode is nothing, so that files in it need none of their own. */
const closedFolder = 'ringwall/closed'

/** Permission bits of a folder that is made for the files of a plan. */
export function folderMode(path: string): number {
  return path.endsWith(`/${closedFolder}`) ? 0o700 : 0o755
}

/** Where a file of a project lies that its programs alone may reach. `inside`: its path from the folder of the project. */
export function closedPath(inside: string): string {
  return `${closedFolder}/${inside.replace(/^(?:\.\.\/)+/, '')}`
}

export type OwnFiles = Readonly<Record<'certificate' | 'key' | 'authority' | 'healthCertificate' | 'healthKey', string>>

/** Its certificate with those that lead to the authority, the key, whom it trusts, and what its own health check shows it. */
export const ownFiles: OwnFiles = filesIn(ownFolder)

/** The same for any program: those of one machine have a folder each. */
export function ownFolderOf({ form, id }: Pick<ComponentInput, 'form' | 'id'>): string {
  return form === 'container' ? ownFolder : `${ownFolder}/${id.replace(/[^\w.-]+/g, '-')}`
}

export function ownFilesOf(input: Pick<ComponentInput, 'form' | 'id'>): OwnFiles {
  return filesIn(ownFolderOf(input))
}

function filesIn(folder: string): OwnFiles {
  return {
    certificate: `${folder}/tls.crt`,
    key: `${folder}/tls.key`,
    authority: `${folder}/ca.crt`,
    healthCertificate: `${folder}/health.crt`,
    healthKey: `${folder}/health.key`,
  }
}
