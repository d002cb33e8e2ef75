import type { Change } from '../model/change.ts'
import type { OwnFiles } from '../model/own-files.ts'
import { ownFiles } from '../model/own-files.ts'
import type { Identity } from '../model/want.ts'
import type { FileOwner } from './file-owner.ts'

/** A server's certificate, key and authority as files beside it; the key is for the program's user alone. */
export function serverFiles({ certificate, key, authority }: Identity, owner: FileOwner, paths: OwnFiles = ownFiles): readonly Change[] {
  return [
    { kind: 'file', path: paths.certificate, text: certificate, isSecret: false },
    { kind: 'file', path: paths.key, text: key.value, isSecret: true, owner },
    { kind: 'file', path: paths.authority, text: authority, isSecret: false },
  ]
}
