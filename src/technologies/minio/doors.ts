import type { DoorQuestion } from '../../model/doors.ts'

/** S3 API and metrics of MinIO: without a signature buckets are not listed; `/minio/health/live` answers everybody. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/',
    opens: 'the list of buckets',
    open: { status: [200], text: /<ListAllMyBucketsResult/ },
    closed: [{ status: [403], text: /<Code>AccessDenied<\/Code>/ }],
    control: { path: '/minio/health/live', look: { status: [200] } },
    login: 'password',
  },
  {
    path: '/minio/v2/metrics/cluster',
    opens: 'metrics with the names of buckets',
    open: { status: [200], text: /^# HELP minio_/m },
    control: { path: '/minio/health/live', look: { status: [200] } },
    finding: {
      concern: 'anonymous-access',
      key: 'MINIO_PROMETHEUS_AUTH_TYPE',
      stake: 'hygiene',
      expected: 'jwt',
      fix: 'remove MINIO_PROMETHEUS_AUTH_TYPE=public',
    },
  },
]
