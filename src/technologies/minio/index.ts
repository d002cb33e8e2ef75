import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const minio: Technology = {
  id: 'minio',
  title: 'MinIO',
  role: 'storage',
  recognise(input) {
    return recogniseBy(input, { official: ['minio/minio'], rebuilds: ['bitnami/minio', '*/minio'], programs: ['minio'] })
  },
  read,
  questions,
  logIns,
}
