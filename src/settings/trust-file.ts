import type { Change } from '../model/change.ts'
import type { ComponentInput } from '../model/input.ts'
import { ownFiles } from '../model/own-files.ts'

/** A client's authority as a file beside it, with those that it trusts already. */
export function trustFile(input: ComponentInput, authority: string): Change {
  const there = input.open(ownFiles.authority)
  const before = there.state === 'text' ? there.text : ''
  const text = before.includes(authority.trim()) ? before : `${before}${authority}`
  return { kind: 'file', path: ownFiles.authority, text, isSecret: false }
}
