import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { read } from './read.ts'

export const etcd: Technology = {
  id: 'etcd',
  title: 'etcd',
  role: 'coordination',
  recognise(input) {
    return recogniseBy(input, {
      official: ['coreos/etcd', 'etcd-development/etcd', 'registry.k8s.io/etcd'],
      rebuilds: ['bitnami/etcd', '*/etcd'],
      programs: ['etcd'],
    })
  },
  read,
  questions,
}
