import { expect, it } from 'vitest'
import { messages, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { inBuild } from './in-build.ts'

const value = 'Vq7xN2mRb8kTz4LwHs9c'

it('secret/in-build fires for a build argument and for a label', () => {
  const judged = talk({
    api: {
      isolation: { buildArguments: new Map([['NPM_TOKEN', written(value, 13)]]), labels: new Map([['app.password', written(`${value}x`, 14)]]) },
    },
  })
  expect(verdicts(inBuild, judged)).toEqual(['low api 13', 'low api 14'])
  expect(messages(inBuild, judged)).toEqual([
    'NPM_TOKEN leaves a secret in the image history of api.',
    'app.password leaves a secret in the labels of api.',
  ])
})

it('leaves alone an argument that is no secret, or has no value here', () => {
  expect(
    verdicts(
      inBuild,
      talk({
        api: {
          isolation: {
            buildArguments: new Map([
              ['VERSION', written('1.2', 13)],
              ['NPM_TOKEN', written('${NPM_TOKEN}', 14)],
            ]),
          },
        },
      }),
    ),
  ).toEqual(['pass api'])
})
