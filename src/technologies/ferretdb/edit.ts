import type { Edited, EditTechnology } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { clientEdit } from '../../settings/client-edit.ts'

const editClient = clientEdit({})

/** How FerretDB is told where its debug handler listens (configuration flags of 1.24 and 2.x); its own `ping` goes on asking it there. */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'own' ? onLoopback(component.input, want.port) : editClient(want, component, deployment)

function onLoopback(input: ComponentInput, port: number): Edited {
  if (flag(commandLine(input), ['--debug-addr']) !== undefined)
    return { cannot: '--debug-addr stands in its command: write 127.0.0.1 in front of the port', reason: 'file-cannot' }
  return { changes: [{ kind: 'variable', name: 'FERRETDB_DEBUG_ADDR', value: `127.0.0.1:${port}` }] }
}
