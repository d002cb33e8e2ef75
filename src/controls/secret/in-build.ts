import type { Control } from '../../model/control.ts'
import { written } from '../written.ts'

export const inBuild: Control = written({
  id: 'secret/in-build',
  title: 'secret stands in a build argument or label',
  grouped: 'secrets stand in build arguments or labels',
  by: ['build', 'label'],
  documentation: {
    why: 'Build arguments stay in the history of the image, labels in its metadata: whoever pulls the image reads them.',
    how: 'Build arguments and labels whose name says that they hold a secret.',
    falsePositives: 'An argument that is named like a secret and holds none.',
    fix: 'Use build secrets (`RUN --mount=type=secret`), and secrets of the platform at run time.',
    references: ['CIS Docker 4.10'],
  },
  message: (use) => `${use.key} leaves a secret in the ${use.by === 'label' ? 'labels' : 'image history'} of ${use.component}.`,
  fix: (use) => `pass ${use.key} as a build secret`,
})
