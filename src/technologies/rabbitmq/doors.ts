import type { DoorQuestion } from '../../model/doors.ts'

/** HTTP API of the management plug-in (RabbitMQ 3 and 4): everything below /api/ asks for a log-in. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/overview',
    opens: 'the management of the broker',
    open: { status: [200], json: 'management_version' },
    login: 'password',
  },
  {
    path: '/metrics',
    opens: 'metrics of the broker',
    open: { status: [200], text: /^# TYPE (?:rabbitmq|erlang)_/m },
    finding: {
      concern: 'anonymous-access',
      key: 'rabbitmq_prometheus',
      stake: 'hygiene',
      expected: 'reached by the collector alone',
      fix: 'set prometheus.tcp.ip to an address that the collector alone reaches',
    },
  },
]
