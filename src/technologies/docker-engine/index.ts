import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { questions } from './doors.ts'
import { read } from './read.ts'

export const dockerEngine: Technology = {
  id: 'docker-engine',
  title: 'Docker Engine',
  role: 'admin',
  files: [
    {
      name: /^(?:docker[-_])?daemon(?:[-_.]\w+)*\.json$/,
      content:
        /"(?:hosts|tlsverify|icc|iptables|userns-remap|live-restore|no-new-privileges|insecure-registries|registry-mirrors|log-driver|log-opts|storage-driver|data-root|default-address-pools|exec-opts|bip|userland-proxy|metrics-addr|default-ulimits)"\s*:/,
      at: '/etc/docker/daemon.json',
    },
  ],
  recognise(input) {
    const { image } = input
    // the image without dind is the client
    const isEngine = matchesImage(image, ['docker']) && /(?:^|-)dind(?:-|$)/.test(image?.tag ?? '')
    const version = versionOf(image)
    if (isEngine) return { certainty: 3, because: 'official image', ...(version === undefined ? {} : { version }) }
    return runs(commandLine(input), 'dockerd') ? { certainty: 1, because: 'runs dockerd' } : undefined
  },
  read,
  questions,
}
