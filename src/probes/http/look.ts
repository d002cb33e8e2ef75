import type { DoorLook } from '../../model/doors.ts'
import type { HttpAnswer } from '../../wire/http/answer.ts'
import { textOf, valueOf } from '../../wire/http/answer.ts'

/** How nearly every product turns a caller away who has not logged in. */
export const turnedAway: readonly DoorLook[] = [{ status: [401, 403] }, { status: [301, 302, 303, 307, 308], location: /log-?in|sign-?in|auth|sso/i }]

export function looks(answer: HttpAnswer, { status, json, text, location }: DoorLook): boolean {
  if (!status.includes(answer.status)) return false
  if (location !== undefined && !location.test(valueOf(answer, 'location') ?? '')) return false
  if (text !== undefined && !text.test(textOf(answer))) return false
  return json === undefined || hasJson(answer, json)
}

/** Of an answer that is longer than what was read, the beginning tells. */
function hasJson(answer: HttpAnswer, member: string): boolean {
  const body = textOf(answer).trim()
  if (!answer.whole) return body.startsWith(member === '[]' ? '[' : '{') && (/^[[{]/.test(member) || body.includes(`"${member}"`))
  try {
    const value = JSON.parse(body) as unknown
    if (member === '[]') return Array.isArray(value)
    return typeof value === 'object' && value !== null && !Array.isArray(value) && (member === '{}' || Object.hasOwn(value, member))
  } catch {
    return false
  }
}
