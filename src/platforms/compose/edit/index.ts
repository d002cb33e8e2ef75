import type { WrittenChange } from '../../../model/change.ts'
import { setKey } from '../../key-in-file.ts'
import { readdress } from '../../readdressed.ts'
import { setCommand } from './command.ts'
import { confine } from './confinement.ts'
import { addFile, addSecret, editMounted } from './file.ts'
import { setMembership, setNetwork } from './network.ts'
import { addVolume, mountReadOnly, unmount } from './mounts.ts'
import { replaceSecret } from './replaced-secret.ts'
import { publishToo, setPublication } from './publication.ts'
import { addSidecar } from './sidecar.ts'
import type { Outcome } from '../../workspace.ts'
import type { Target } from './target.ts'
import { rewriteVariable, setVariable } from './variable.ts'

/** Writes a change into the files of a Compose deployment, in place. */
export function changeService(target: Target, change: WrittenChange): Outcome {
  switch (change.kind) {
    case 'variable':
      return setVariable(target, change.name, change.value)
    case 'rewritten':
      return rewriteVariable(target, change.name, change.rewrite)
    case 'secret-file': {
      const added = addSecret(target, change.secret)
      return 'cannot' in added ? added : setVariable(target, change.name, `/run/secrets/${change.secret.name}`)
    }
    case 'replaced-secret':
      return replaceSecret(target, change)
    case 'kept-secrets':
      return { cannot: `${target.component.id} is a container: its secrets come through .env` }
    case 'key':
      if (target.deployment.inputs.some(({ as, file }) => as === 'compose' && file === change.place.file))
        return { cannot: `${change.key} is no key of ${change.place.file}: how ${target.component.id} gets it is not known here` }
      return setKey(target.space, change)
    case 'command':
      return setCommand(target, change.words)
    case 'edit':
      return editMounted(target, change.path, change.edit)
    case 'file':
      return addFile(target, change)
    case 'volume':
      return addVolume(target, change.path, change.name)
    case 'read-only-mount':
      return mountReadOnly(target, change.path)
    case 'no-mount':
      return unmount(target, change.path)
    case 'publication':
      return setPublication(target, change.port, change.to)
    case 'published-too':
      return publishToo(target, change)
    case 'confinement':
      return confine(target, change.confinement)
    case 'membership':
      return setMembership(target, change.networks)
    case 'network':
      return setNetwork(target, change.name, change.is)
    case 'readdressed':
      return readdress(target.space, change)
    case 'sidecar':
      return addSidecar(target, change)
  }
}
