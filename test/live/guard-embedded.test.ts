import { describe } from 'vitest'
import { dataPlane } from '../guard/data-plane.ts'
import { embeddedWith } from '../guard/running.ts'

describe('the guard without an engine', () => {
  dataPlane({ name: 'embedded', engine: embeddedWith })
})
