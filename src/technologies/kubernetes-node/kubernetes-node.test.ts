import { expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { ports } from '../../testing/reading.ts'
import { kubernetesNode } from './index.ts'
import { home } from './read.ts'

function node(file: string | undefined, ...flags: readonly string[]): Reading {
  const files = file === undefined ? {} : { [home]: `apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n${file}` }
  return kubernetesNode.read(component({ form: 'process', command: ['kubelet', ...flags], files }), undefined)
}

const [closed, open] = ['http 10250 admin required certificate', 'http 10255 admin none none']

it.each<[string, string | undefined, readonly string[], readonly string[], readonly string[]]>([
  ['with a file, where nothing is written', '', [], [closed], []],
  ['by flags alone', undefined, [], ['http 10250 admin required none', open], ['takeover']],
  ['by flags alone, closed', undefined, ['--anonymous-auth=false', '--read-only-port=0'], [closed], []],
  ['with anonymous callers', 'authentication:\n  anonymous:\n    enabled: true\n', [], ['http 10250 admin required delegated'], ['hygiene']],
  [
    'with anonymous callers who may all',
    'authentication:\n  anonymous:\n    enabled: true\nauthorization:\n  mode: AlwaysAllow\nreadOnlyPort: 10255\n',
    [],
    ['http 10250 admin required none', open],
    ['takeover'],
  ],
  ['with a flag before the file', 'authentication:\n  anonymous:\n    enabled: true\n', ['--anonymous-auth=false'], [closed], []],
])('a kubelet %s', (_, file, flags, listeners, stakes) => {
  const found = node(file, ...flags)
  expect(ports(found)).toEqual(listeners)
  expect((found.observations ?? []).map(({ stake }) => stake)).toEqual(stakes)
  expect(found.gaps).toEqual([])
})
