import type { Learned } from '../../model/observed.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { PostgresMethod } from '../../wire/postgres/start.ts'
import type { DoorAnswer } from './doors.ts'
import { observeAnswers } from './observe.ts'

/** What the answers at all doors prove together. The weakest door counts. */
export function judge(answers: readonly DoorAnswer[]): Learned {
  const said = sayAll(answers)
  const version = answers.flatMap(({ start }) => (start.kind === 'in' && start.version !== undefined ? [start.version] : []))[0]
  const authentication = weakest(answers)
  const observations = observeAnswers(answers)
  return {
    said,
    ...(authentication === undefined ? {} : { authentication }),
    ...(version === undefined ? {} : { version }),
    ...(observations.length === 0 ? {} : { observations }),
    ...(authentication === undefined ? { unproven: ['no account that was tried gets as far as a log-in from here'] } : {}),
  }
}

function weakest(answers: readonly DoorAnswer[]): Authentication | undefined {
  const has = (...methods: readonly PostgresMethod[]): boolean =>
    answers.some(({ start }) => start.kind === 'asked' && methods.includes(start.method))
  if (answers.some(({ start }) => start.kind === 'in')) return 'none'
  if (has('cleartext', 'md5', 'scram')) return 'password'
  if (has('token')) return 'token'
  if (has('kerberos')) return 'kerberos'
  if (answers.some(({ start }) => start.kind === 'refused' && start.why === 'certificate')) return 'certificate'
  return undefined
}

/** `without TLS: app and a made-up account: scram; with TLS: ...`. */
function sayAll(answers: readonly DoorAnswer[]): string {
  const parts = (['plaintext', 'tls'] as const).flatMap((over) => {
    const mine = answers.filter((answer) => answer.over === over)
    const words = new Map<string, Set<string>>()
    for (const answer of mine) words.set(word(answer), (words.get(word(answer)) ?? new Set()).add(answer.door.shown))
    const text = [...words].map(([answer, names]) => `${[...names].join(', ')} ${answer}`).join('; ')
    return mine.length === 0 ? [] : [`${over === 'tls' ? 'with TLS' : 'without TLS'} ${text}`]
  })
  return parts.join('; ')
}

function word({ start }: DoorAnswer): string {
  if (start.kind === 'in')
    return `let in without a log-in${start.superuser ? ', as a superuser' : ''}${start.code === undefined ? '' : ` (then ${start.code})`}`
  if (start.kind === 'asked') return asks[start.method]
  return `refused (${start.code}${start.why === 'certificate' ? ', a certificate is wanted' : ''})`
}

const asks: Readonly<Record<PostgresMethod, string>> = {
  cleartext: 'asked for the password itself',
  md5: 'asked for a password as MD5',
  scram: 'asked for a password by SCRAM',
  kerberos: 'asked for Kerberos',
  token: 'asked for a token',
  other: 'asked for something else',
}
