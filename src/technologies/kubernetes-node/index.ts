import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { home, read } from './read.ts'

export const kubernetesNode: Technology = {
  id: 'kubernetes-node',
  title: 'kubelet',
  role: 'admin',
  files: [{ name: /\.ya?ml$/, content: /^kind:\s*["']?KubeletConfiguration\b/m, at: home, command: ['kubelet'] }],
  recognise: (input) => recogniseBy(input, { official: [], programs: ['kubelet'] }),
  read,
  questions,
}
