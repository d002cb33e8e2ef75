import type { Control } from '../../model/control.ts'

export const exampleDeployment: Control = {
  id: 'component/example-deployment',
  title: 'example file is used as a deployment',
  subject: 'deployment',
  documentation: {
    why: 'An example file is written to start at once: with published passwords, open ports and switches for development. Its makers say so in the head of the file.',
    how: 'Comments above the services that say that the file is for development, testing or demonstration, or not for production.',
    falsePositives: 'A file that was copied from an example and made safe should lose the comment, too.',
    fix: 'Write a deployment of your own for production, and take only what is needed from the example.',
    references: ['CWE-1188'],
  },
  *judge(deployment) {
    const { warnings } = deployment.input
    const locations = warnings.map((warning) => warning.place)
    if (warnings.length === 0) yield { subject: deployment.name, locations: [deployment.input.at], verdict: 'pass' }
    else
      yield {
        subject: deployment.name,
        locations,
        verdict: 'fail',
        message: 'The head of the file says itself that it is not meant for production.',
        expected: 'a deployment written for production',
        actual: 'an example or development file',
        fix: 'write a deployment of your own, or remove the comment once the file is made safe',
        reach: 'host',
        stake: 'hygiene',
      }
  },
}
