import type { DoorQuestion } from '../../model/doors.ts'

/** REST API of Coopr 0.9.9: the headers alone say who calls; the tenant superadmin is always there, and a made-up user of it sees no cluster. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/v2/clusters',
    headers: [
      ['Coopr-UserID', 'ringwall'],
      ['Coopr-TenantID', 'superadmin'],
    ],
    opens: 'clusters, for whoever the headers name',
    open: { status: [200], json: '[]' },
    control: { path: '/status', look: { status: [200], text: /^OK/ } },
    key: { header: 'Coopr-ApiKey' },
    login: 'password',
    finding: {
      concern: 'anonymous-access',
      key: 'security.enabled',
      stake: 'takeover',
      expected: 'security.enabled=true, or a gateway that sets these headers itself',
      fix: 'set security.enabled to true with LDAP, and strip the headers at a gateway',
    },
  },
]
