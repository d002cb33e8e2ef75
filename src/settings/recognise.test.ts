import { expect, it } from 'vitest'
import type { ComponentSketch } from '../testing/component.ts'
import { component } from '../testing/component.ts'
import { recogniseBy } from './recognise.ts'

const traits = { official: ['door'], rebuilds: ['*/door'], programs: ['doord', 'doorctl'] }

it.each<[ComponentSketch, unknown]>([
  [{ image: 'door:2.1-alpine' }, { certainty: 3, because: 'official image', version: '2.1' }],
  [{ image: 'door' }, { certainty: 3, because: 'official image' }],
  [{ image: 'someone/door:3' }, { certainty: 2, because: 'image name', version: '3' }],
  [
    { image: 'someone/base:9', command: ['/usr/bin/doord', '-p'] },
    { certainty: 1, because: 'runs doord or doorctl' },
  ],
  [{ image: 'someone/base:9', command: ['sh'] }, undefined],
  [{}, undefined],
])('%j is %j', (sketch, wanted) => {
  expect(recogniseBy(component(sketch), traits)).toEqual(wanted)
})
