import type { ProductLogIns } from '../../model/log-ins.ts'

const refused = /<Code>(?:AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch)<\/Code>/

/** The S3 interface takes signed requests alone; the list of buckets is for who has an account. */
export const logIns: readonly ProductLogIns[] = [
  {
    published: [
      { user: 'minioadmin', password: 'minioadmin', source: 'MinIO, MINIO_ROOT_USER and MINIO_ROOT_PASSWORD' },
      { user: 'minio', password: 'minio123', source: 'docker-compose.yaml of MinIO until 2021' },
    ],
    http: [
      {
        account: { by: 'signature' },
        door: { path: '/', look: { status: [200], text: /<ListAllMyBucketsResult/ } },
        shut: [{ status: [403], text: refused }],
      },
    ],
  },
]
