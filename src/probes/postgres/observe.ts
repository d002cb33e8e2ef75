import type { Observation } from '../../model/technology.ts'
import type { PostgresMethod } from '../../wire/postgres/start.ts'
import type { DoorAnswer } from './doors.ts'

/** What the answers say of settings. Keys are those of the files, so that an answer settles what files left open. */
export function observeAnswers(answers: readonly DoorAnswer[]): readonly Observation[] {
  return [...passwords(answers), ...stored(answers), ...certificates(answers), ...onlyInClear(answers)]
}

const observed = { trail: [], basis: 'observed' } as const

function asked(answers: readonly DoorAnswer[], method: PostgresMethod): readonly DoorAnswer[] {
  return answers.filter(({ start }) => start.kind === 'asked' && start.method === method)
}

function passwords(answers: readonly DoorAnswer[]): readonly Observation[] {
  const [cleartext, md5, scram] = [asked(answers, 'cleartext'), asked(answers, 'md5'), asked(answers, 'scram')]
  const common = { ...observed, concern: 'password-policy', expected: 'scram-sha-256' } as const
  const fix = 'write scram-sha-256 in pg_hba.conf, and let the accounts set their passwords again'
  if (cleartext.some(({ over }) => over === 'plaintext'))
    return [
      {
        ...common,
        key: 'pg_hba.conf',
        verdict: 'unsafe',
        message: 'PostgreSQL asks for the password itself on a connection without TLS: whoever is on the path has it',
        actual: 'password, without TLS',
        fix,
        stake: 'data',
      },
    ]
  if (cleartext.length + md5.length > 0)
    return [
      {
        ...common,
        key: 'pg_hba.conf',
        verdict: 'unsafe',
        message: 'PostgreSQL takes passwords as MD5 or in clear text: what is overheard or stolen serves to log in',
        actual: cleartext.length > 0 ? 'password' : 'md5',
        fix,
        stake: 'defence',
      },
    ]
  if (scram.length === 0) return []
  return [
    {
      ...common,
      key: 'login method',
      verdict: 'safe',
      message: 'PostgreSQL asks for passwords by SCRAM',
      actual: 'scram-sha-256',
      fix,
      stake: 'defence',
    },
  ]
}

/**
 * An account that the server does not know is answered by `password_encryption`, one that it knows by what is stored of it, as far as the
 * rule is `md5` (PostgreSQL 10 and later, libpq/auth.c, CheckPWChallengeAuth): answers that differ tell both.
 */
function stored(answers: readonly DoorAnswer[]): readonly Observation[] {
  const md5 = asked(answers, 'md5')
  const common = { ...observed, concern: 'password-policy', verdict: 'unsafe', stake: 'defence', expected: 'scram-sha-256' } as const
  if (md5.some(({ door }) => door.madeUp))
    return [
      {
        ...common,
        key: 'password_encryption',
        message: 'New passwords are stored as MD5, which serves to log in without being cracked',
        actual: 'md5',
        fix: 'set password_encryption = scram-sha-256',
      },
    ]
  const sinceScram = asked(answers, 'scram').some(({ door }) => door.madeUp)
  const names = [...new Set(md5.map(({ door }) => door.shown))]
  if (!sinceScram || names.length === 0) return []
  return [
    {
      ...common,
      key: 'stored passwords',
      message: 'Passwords of accounts are still stored as MD5, which serves to log in without being cracked',
      actual: `md5: ${names.join(', ')}`,
      fix: `set the passwords again under password_encryption = scram-sha-256: ${names.join(', ')}`,
    },
  ]
}

/** A server that has TLS and asks no account for a password, but each for a certificate. */
function certificates(answers: readonly DoorAnswer[]): readonly Observation[] {
  const overTls = answers.filter(({ over }) => over === 'tls')
  if (overTls.length === 0 || !overTls.every(({ start }) => start.kind === 'refused' && start.why === 'certificate')) return []
  return [
    {
      ...observed,
      concern: 'client-certificate',
      key: 'clientcert',
      verdict: 'safe',
      message: 'PostgreSQL takes only clients with a certificate',
      actual: 'demanded',
      expected: 'demanded',
      fix: 'write clientcert=verify-full on the rows of pg_hba.conf',
      stake: 'defence',
    },
  ]
}

/** Rows of the type hostnossl: who comes with TLS is turned away, who comes without is not. */
function onlyInClear(answers: readonly DoorAnswer[]): readonly Observation[] {
  const key = ({ door }: DoorAnswer): string => `${door.user}\0${door.database}`
  const refused = new Set(answers.filter(({ over, start }) => over === 'tls' && start.kind === 'refused' && start.why === 'entry').map(key))
  const odd = answers.filter((answer) => answer.over === 'plaintext' && answer.start.kind !== 'refused' && refused.has(key(answer)))
  const names = [...new Set(odd.map(({ door }) => door.shown))]
  if (names.length === 0) return []
  return [
    {
      ...observed,
      concern: 'tls-policy',
      key: 'hostnossl',
      verdict: 'unsafe',
      message: 'PostgreSQL turns accounts away that come with TLS, and takes them without',
      actual: names.join(', '),
      expected: 'hostssl',
      fix: 'write hostssl in place of hostnossl in pg_hba.conf',
      stake: 'traffic',
    },
  ]
}
