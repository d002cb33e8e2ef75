import type { DoorQuestion } from '../../model/doors.ts'

/**
 * API of the kubelet (Kubernetes 1.10 to 1.34; "Kubelet authentication/authorization"): 401 where anonymous callers are refused, 403 with
 * their name where they are let in and may do nothing. No path of it answers everybody, so that 401 alone names no kubelet.
 */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/pods',
    opens: 'the pods of the node with their settings, and commands in them',
    open: { status: [200], json: 'items' },
    closed: [{ status: [403], text: /user=system:anonymous/, telling: true }, { status: [401] }],
    key: { header: 'Authorization', prefix: 'Bearer ' },
    login: 'certificate',
    finding: {
      concern: 'anonymous-access',
      key: 'authentication.anonymous.enabled',
      stake: 'takeover',
      expected: 'anonymous callers are refused, and the API server is asked what others may',
      fix: 'set authentication.anonymous.enabled to false and authorization.mode to Webhook, and readOnlyPort to 0',
    },
  },
]
