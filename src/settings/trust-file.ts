import type { Change } from '../model/change.ts'
import type { ComponentInput } from '../model/input.ts'
import { ownFilesOf } from '../model/own-files.ts'

/** A client's authority as a file beside it, with those that it trusts already. */
export function trustFile(input: ComponentInput, authority: string): Change {
  const path = ownFilesOf(input).authority
  const there = input.open(path)
  const before = there.state === 'text' ? there.text : ''
  const text = before.includes(authority.trim()) ? before : `${before}${authority}`
  return { kind: 'file', path, text, isSecret: false }
}
