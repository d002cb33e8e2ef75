import { changeProblem } from '../acl/written.ts'
import type { AclState, Conditions, Grant, Subject } from '../acl/types.ts'
import type { RightFile } from '../document/file.ts'
import { resourceNamed, subjectNamed } from './names.ts'

/** Who gave what stands in the file; ids of its grants tell the line, so that an explanation leads there. */
const file = 'guard.yaml'

/** A grant that is written in guard.yaml. */
export function fileGrant(right: RightFile, index: number, line: number): Grant | { readonly problem: string } {
  const given = grantOf(right, `${file}:${line}/${index + 1}`)
  return 'problem' in given ? given : { ...given, by: { kind: 'user', id: file }, at: 0 }
}

/** Whether a grant is changed in the file alone. */
export function isOfFile(id: string): boolean {
  return id.startsWith(`${file}:`)
}

/** A right as people write it, as a grant that is asked for. */
export function grantOf(right: RightFile, id: string): Omit<Grant, 'by' | 'at'> | { readonly problem: string } {
  const subject = subjectNamed(right.to)
  if (subject === undefined) return { problem: 'to: person:ID, group:NAME, system:OWNER or worker:SPIFFE-ID' }
  const conditions: Conditions = {
    ...(right.networks === undefined ? {} : { networks: right.networks }),
    ...(right.hours === undefined
      ? {}
      : { hours: { from: right.hours.from, to: right.hours.to, ...(right.hours.zone === undefined ? {} : { zone: right.hours.zone }) } }),
    ...(right['second-factor'] === true ? { mfa: true } : {}),
  }
  const given: Omit<Grant, 'by' | 'at'> = {
    id,
    subject,
    resource: resourceNamed(right.on),
    effect: right.deny === undefined ? 'allow' : 'deny',
    relation: right.deny ?? right.right ?? 'none',
    ...(right['may-grant'] === true ? { mayGrant: true } : {}),
    ...(right.until === undefined ? {} : { expires: Date.parse(right.until) }),
    ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
  }
  const problem = changeProblem({ kind: 'give', grant: given })
  return problem === undefined ? given : { problem }
}

/** The access lists as the file alone has them. */
export function stateOf(grants: readonly Grant[], administrators: readonly Subject[]): AclState {
  return { epoch: 0, administrators, grants, memberships: [] }
}
