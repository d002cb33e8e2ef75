import type { DoorQuestion } from '../../model/doors.ts'

/** gRPC gateway of etcd 3.4 and later (`/v3`); one key alone is asked for, without its value. With authentication on, it says `user name is empty`. */
export const questions: readonly DoorQuestion[] = [
  {
    method: 'POST',
    path: '/v3/kv/range',
    body: '{"key":"AA==","range_end":"AA==","limit":1,"keys_only":true}',
    opens: 'every key and value',
    open: { status: [200], json: 'header' },
    closed: [{ status: [400], text: /user name is empty/ }, { status: [401, 403] }],
    control: { path: '/version', look: { status: [200], json: 'etcdserver' } },
    key: { header: 'Authorization' },
    login: 'password',
  },
]
