import type { TryLimit } from '../../model/log-ins.ts'
import type { Protocol } from '../../model/vocabulary.ts'

const usual: TryLimit = { account: 2, listener: 8, source: 'nothing is known to lock: a limit of our own' }

/** Log-ins that may fail, by what is spoken. A product that locks earlier says so itself. */
const limits: Readonly<Partial<Record<Protocol, TryLimit>>> = {
  redis: { account: 3, listener: 8, source: 'Redis 7 locks nothing, and keeps failed log-ins in ACL LOG' },
  postgres: { account: 3, listener: 8, source: 'PostgreSQL 15 locks nothing; auth_delay makes failed log-ins slow' },
  mysql: {
    account: 2,
    listener: 6,
    source:
      'failed_login_attempts of MySQL 8.0.19 and max_password_errors of MariaDB 10.4 count by account; connection_control slows from the third on',
  },
  ldap: { account: 1, listener: 6, source: 'slapo-ppolicy(5) 2.5: pwdMaxFailure, 3 in many directories; failures of others count too' },
  ftp: { account: 1, listener: 4, source: 'faillock.conf(5): deny = 3 by account; vsftpd.conf(5) 3.0: max_login_fails = 3 by session' },
  ssh: {
    account: 1,
    listener: 2,
    source:
      'faillock.conf(5): deny = 3; sshd_config(5) 9.8: PerSourcePenalties shuts out from 15 s on, 5 s for each failed log-in; MaxAuthTries is by session',
  },
  amqp: { account: 2, listener: 6, source: 'RabbitMQ 4.1 locks nothing' },
  mqtt: { account: 2, listener: 6, source: 'mosquitto 2.0 and RabbitMQ 4.1 lock nothing' },
}

/** The stricter of protocol and product. */
export function limitOf(protocol: Protocol, product: TryLimit | undefined): TryLimit {
  const own = limits[protocol] ?? usual
  if (product === undefined) return own
  return { account: Math.min(own.account, product.account), listener: Math.min(own.listener, product.listener), source: product.source }
}

/** Counts failed log-ins, on every listener of a component together: its accounts are the same behind all of them. */
export interface Ledger {
  readonly failed: (account: string) => void
  readonly failures: (account: string) => number
}

export function ledger(): Ledger {
  const counts = new Map<string, number>()
  const failures = (account: string): number => counts.get(account) ?? 0
  return { failures, failed: (account) => void counts.set(account, failures(account) + 1) }
}
