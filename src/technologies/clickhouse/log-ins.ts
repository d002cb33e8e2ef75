import type { ProductLogIns } from '../../model/log-ins.ts'

const refused = /\b(?:516|194|193|192)\b|Authentication failed/i

/** The user `default` without a password is a door that stands open, and asked about as one. */
export const logIns: readonly ProductLogIns[] = [
  {
    published: [],
    http: [
      {
        account: { by: 'basic' },
        door: { path: '/?query=SELECT%201', look: { status: [200], text: /^1\n$/ } },
        shut: [{ status: [401, 403, 500], text: refused }],
      },
    ],
  },
]
