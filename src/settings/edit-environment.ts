import type { Edited } from '../model/change.ts'
import type { Component } from '../model/graph.ts'
import type { Want } from '../model/want.ts'

/** What holds for every product that takes settings from its environment: the variable of the key gets the value. */
export function editEnvironment(want: Want, { input }: Component): Edited | undefined {
  if (want.kind === 'setting' && input.env.has(want.key)) return { changes: [{ kind: 'variable', name: want.key, value: want.value }] }
  if (want.kind === 'no-key' && input.env.has(want.key)) return { changes: [{ kind: 'variable', name: want.key, value: undefined }] }
  // a container's program whose default is no variable's takes the variable of that name
  if (want.kind === 'secret' && (input.env.has(want.key) || (input.form === 'container' && /^[A-Z][A-Z0-9_]+$/.test(want.key))))
    return { changes: [{ kind: 'variable', name: want.key, value: [want.secret] }] }
  return undefined
}
