import { expect, it } from 'vitest'
import { deployment, outcome, passing, written } from '../../testing/deployment.ts'
import { devices } from './devices.ts'

function handed(...names: readonly string[]) {
  return deployment({ components: [{ id: 'tool', isolation: { devices: names.map((name, index) => written(name, 12 + index)) } }] })
}

it('weighs devices by what they open', () => {
  expect(
    outcome(devices, handed('/dev/mem', '/dev/sda1:/dev/xvda:r', '/dev/nvme0n1', '/dev/kmsg', '/dev/fuse:/dev/fuse', '/dev', '/dev/mapper/vg-root')),
  ).toEqual([
    'tool high compose.yml:12',
    'tool high compose.yml:13',
    'tool high compose.yml:14',
    'tool low compose.yml:15',
    'tool info compose.yml:16',
    'tool high compose.yml:17',
    'tool high compose.yml:18',
  ])
})

it('passes devices that give away themselves alone', () => {
  const judged = handed('/dev/snd', '/dev/ttyUSB0:/dev/ttyUSB0', '/dev/dri', '/dev/video0', 'vendor.example/gpu=all', '/dev/memory-card')
  expect(outcome(devices, judged)).toEqual([])
  expect(passing(devices, judged)).toEqual(['tool'])
})

it('leaves a variable open', () => {
  expect(outcome(devices, handed('${DEVICE}:/dev/ttyACM0'))).toEqual(['tool unknown compose.yml:12'])
})
