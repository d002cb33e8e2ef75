import type { ComponentInput } from '../../model/input.ts'

/** The user that the unit names, by the machine's own list (passwd(5)). */
export function accountOf({ user, open }: ComponentInput): { readonly user: number; readonly group: number } | undefined {
  const list = user === undefined ? undefined : open('/etc/passwd')
  if (list?.state !== 'text') return undefined
  const fields = list.text
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === user?.value)
  const [uid, gid] = [Number(fields?.[2] || Number.NaN), Number(fields?.[3] || Number.NaN)]
  return Number.isInteger(uid) && Number.isInteger(gid) ? { user: uid, group: gid } : undefined
}
