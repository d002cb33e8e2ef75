import { afterAll, describe } from 'vitest'
import { dataPlane } from '../guard/data-plane.ts'
import { embeddedWith } from '../guard/running.ts'

describe('the guard without an engine', () => {
  let close: (() => Promise<void>) | undefined
  dataPlane({
    name: 'embedded',
    engine: (native) => {
      const front = embeddedWith(native)
      close = front.close
      return front.engine
    },
  })
  afterAll(() => close?.())
})
