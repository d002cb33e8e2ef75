import type { Revoked } from '../../pki/revocation.ts'
import { revocationList } from '../../pki/revocation.ts'
import type { Authority } from '../../pki/types.ts'
import { X509Certificate } from 'node:crypto'
import { day } from './context.ts'
import type { AuthorityRecord, IssuedRecord } from './state.ts'

/** Days that a list counts. A root signs seldom, as its key is far away; an issuing authority often, as what it takes back is to be known. */
const listDays = { root: 365, issuing: 14, external: 14 } as const

/** The same authorities, with a new list for each of those that are unlocked. */
export async function publishLists(
  records: readonly AuthorityRecord[],
  unlocked: ReadonlyMap<string, Authority>,
  issued: readonly IssuedRecord[],
  now: Date,
): Promise<readonly AuthorityRecord[]> {
  return Promise.all(
    records.map(async (record) => {
      const authority = unlocked.get(record.id)
      if (authority === undefined) return record
      const number = (record.list?.number ?? 0) + 1
      const nextUpdate = new Date(now.getTime() + listDays[record.role] * day)
      const revoked = takenBack(record, records, issued)
      const text = await revocationList(authority, { number, thisUpdate: now, nextUpdate, revoked })
      const serials = revoked.map(({ serial }) => serial)
      return { ...record, list: { number, thisUpdate: now.toISOString(), nextUpdate: nextUpdate.toISOString(), serials, text } }
    }),
  )
}

/** What an authority has taken back: leaves that it issued, and authorities that it signed. */
function takenBack(record: AuthorityRecord, records: readonly AuthorityRecord[], issued: readonly IssuedRecord[]): readonly Revoked[] {
  const leaves = issued.filter(({ issuer }) => issuer === record.id)
  const below = record.role !== 'root' ? [] : records.filter(({ id, root }) => root === record.id && id !== record.id)
  return [
    ...leaves.map(({ serial, revoked }) => ({ serial, revoked })),
    ...below.map(({ certificate, revoked }) => ({ serial: new X509Certificate(certificate).serialNumber, revoked })),
  ].flatMap(({ serial, revoked }) => (revoked === undefined ? [] : [{ serial, at: new Date(revoked.at), reason: revoked.reason }]))
}

/** Whether an authority has no list, one that lacks something, or one with less than a third of its time left. */
export function needsList(record: AuthorityRecord, records: readonly AuthorityRecord[], issued: readonly IssuedRecord[], now: Date): boolean {
  if (record.list === undefined) return true
  const [from, to] = [Date.parse(record.list.thisUpdate), Date.parse(record.list.nextUpdate)]
  return to - now.getTime() < (to - from) / 3 || isBehind(record, records, issued)
}

/** Whether something was taken back since the list was signed. */
export function isBehind(record: AuthorityRecord, records: readonly AuthorityRecord[], issued: readonly IssuedRecord[]): boolean {
  const { list } = record
  return list !== undefined && takenBack(record, records, issued).some(({ serial }) => !list.serials.includes(serial))
}
