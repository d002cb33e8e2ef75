import { expect, it } from 'vitest'
import type { ComponentSketch } from '../testing/component.ts'
import { component } from '../testing/component.ts'
import { starts } from './starts.ts'

it.each<[ComponentSketch, boolean]>([
  [{}, true],
  [{ command: ['--port', '1'] }, true],
  [{ command: ['doord', '--port', '1'] }, true],
  [{ entrypoint: ['sh', '-c'], command: ['sleep 2 && exec /usr/bin/doord'] }, true],
  [{ command: ['doorctl', 'open'] }, false],
  [{ command: ['sh', '-c', 'until doorctl ping; do sleep 1; done'] }, false],
  [{ command: ['/init.sh'], files: { '/init.sh': '#!/bin/sh\ndoorctl open\n' } }, false],
  [{ command: ['/init.sh'], files: { '/init.sh': '#!/bin/sh\ndoorctl open\nexec doord\n' } }, true],
  [{ command: ['/unknown.sh'] }, true],
])('%j serves: %s', (sketch, wanted) => {
  expect(starts(component(sketch), ['doord'], ['doorctl'])).toBe(wanted)
})
