import { expect, it } from 'vitest'
import { deployment, outcome, passing } from '../../testing/deployment.ts'
import { rootUser } from './root-user.ts'

it.each(['root', '0', '0:0', 'root:root', '00'])('finds user %s', (user) => {
  expect(outcome(rootUser, deployment({ components: [{ id: 'web', user }] }))).toEqual(['web low compose.yml:7'])
})

it.each(['1000', '1000:0', 'www-data', '1000:1000'])('passes user %s', (user) => {
  expect(passing(rootUser, deployment({ components: [{ id: 'web', user }] }))).toEqual(['web'])
})

it('asks what is known of the image', () => {
  const image = (runsAs: 'root' | 'user' | 'drops') => ({ reading: { image: { runsAs } } })
  const judged = deployment({
    components: [
      { id: 'stays', is: image('root') },
      { id: 'drops', is: image('drops') },
      { id: 'replaced', entrypoint: ['/run.sh'], is: image('drops') },
      { id: 'user', is: image('user') },
      { id: 'stranger' },
    ],
  })
  expect(outcome(rootUser, judged)).toEqual(['stays low compose.yml:10', 'replaced unknown compose.yml:30', 'stranger unknown compose.yml:50'])
  expect(passing(rootUser, judged)).toEqual(['drops', 'user'])
})

it('takes what was seen of the running process for what the image leaves open', () => {
  const { components, ...rest } = deployment({ components: [{ id: 'web' }] })
  const seen = (runsAs: number): typeof rest & { components: typeof components } => ({
    ...rest,
    components: components.map((each) => ({ ...each, runsAs })),
  })
  expect(passing(rootUser, seen(999))).toEqual(['web'])
  expect(outcome(rootUser, seen(0))).toEqual(['web low compose.yml:10'])
})
