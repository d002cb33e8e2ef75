import type { Edited } from '../model/change.ts'
import type { Channel, Component, Deployment } from '../model/graph.ts'
import { ownFilesOf, ownFolderOf } from '../model/own-files.ts'
import type { WantConnect } from '../model/want.ts'
import { transferProgram } from './transfer-programs.ts'
import { trustFile } from './trust-file.ts'

/** curl and lftp are told by a file of their own, in a folder that a variable names; the address stays as it is. Undefined for other programs. */
export function transferEdit(
  { trust, credential }: WantConnect,
  channel: Channel,
  { id, input }: Component,
  deployment: Deployment,
): Edited | undefined {
  const program = transferProgram(input)
  if (program === undefined) return undefined
  const { name, folder, file, secure } = program
  if (credential !== undefined || trust === undefined)
    return { cannot: `an account of the server's machine has to be made for ${id}, and its password given to ${name}`, reason: 'needs-person' }
  const named = input.env.get(folder)?.value
  const ownFolder = ownFolderOf(input)
  if (named !== undefined && named !== ownFolder)
    return { cannot: `its ${name} reads ${named}/${file}: put into it what makes it demand TLS of ${channel.host}`, reason: 'needs-person' }
  const other = deployment.channels.find((each) => each.from === id && each.protocol !== 'ftp' && each.to.kind !== 'component')
  if (other !== undefined)
    return { cannot: `the authority of ${name} holds for ${other.host} as well, which another one signed`, reason: 'would-break' }
  return {
    changes: [
      trustFile(input, trust.authority),
      { kind: 'file', path: `${ownFolder}/${file}`, text: secure(ownFilesOf(input).authority), isSecret: false },
      { kind: 'variable', name: folder, value: ownFolder },
    ],
  }
}
