import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { read } from './read.ts'

export const kong: Technology = {
  id: 'kong',
  title: 'Kong',
  role: 'proxy',
  recognise: (input) =>
    recogniseBy(input, { official: ['kong', 'kong/kong', 'kong/kong-gateway'], rebuilds: ['bitnami/kong', '*/kong'], programs: ['kong'] }),
  read,
  questions,
}
